import { expect, jest, onTestFinished, test } from "bun:test";
import { createPlayer } from "../../../src/live/replay/player";
import { REPLAY_TICK_MS } from "../../../src/live/replay/progress";
import { createPlayers } from "../../../src/live/replay/players";
import type { Past } from "../../../src/live/replay/past_plant_state";
import type { AlarmChange } from "../../../src/store/alarms/alarm_timeline";
import { detectedEvent, updatedEvent } from "../../../src/domain/alarm/alarm_event";
import type { Reading } from "../../../src/domain/machine/reading";
import { historyQuery, type Speed, type TimelineSpan } from "../../../src/domain/history_view";
import { alarm, machine } from "../../support/views";

const START = Date.parse("2026-11-23T09:00:00Z");
const NOW = START + 3_600_000;

type InTurn = (draw: () => void) => Promise<void>;

const readingAt = (second: number): Reading => ({
  machine_id: "c1",
  at: START + second * 1000,
  mode: "running",
  metrics: { power_kw: 1000 + second },
});

function changeAt(second: number, state: "new" | "resolved"): AlarmChange {
  const at = START + second * 1000;
  const then = alarm({ state, opened_at: START + 5_000, updated_at: at });
  const envelope = { event_id: `e${second}`, published_at: new Date(at).toISOString() };
  return { at, event: { ...(state === "new" ? detectedEvent(then) : updatedEvent(then)), ...envelope } };
}

const atOnce = async (draw: () => void) => draw();

/** A reading a second, an alarm that opens and ends; a clock that a test moves. */
function play(
  speed: Speed,
  { at = START, span = "8h", inTurn = atOnce }: { at?: number; span?: TimelineSpan; inTurn?: InTurn } = {},
) {
  let now = NOW;
  let asked = 0;
  const broken = { readings: false, marks: false };
  const frames: string[] = [];
  const within = (from: number, to: number) => (what: { at: number }) => what.at > from && what.at <= to;
  const seconds = Array.from({ length: 3_600 }, (_, second) => readingAt(second));
  const past: Past = {
    begins: async () => START,
    machinesAt: async (at) => [{ machine_id: "c1", at, mode: null, metrics: { power_kw: 999 }, minutes: [] }],
    alarmsAt: async () => [],
    async readings({ from, to }) {
      asked += 1;
      if (broken.readings) throw new Error("The database is away");
      return seconds.filter(within(from, to));
    },
    changes: async ({ from, to }) =>
      [changeAt(5, "new"), changeAt(20, "resolved"), changeAt(1_800, "new")].filter(within(from, to)),
    alarmBeside: async () => undefined,
    async opened() {
      if (broken.marks) throw new Error("The database is away");
      return [];
    },
  };
  const player = createPlayer(
    {
      past,
      machines: () => [machine({ data_interval_seconds: 1 })],
      fill: 10,
      timezone: "UTC",
      now: () => now,
      publish: (html) => void frames.push(html),
      inTurn,
      onTrouble() {},
    },
    { at, speed, machineIds: [], span },
  );
  return {
    /** Lets so many seconds of the wall's clock pass, and returns what was published in them. */
    async wait(seconds: number) {
      for (let ticks = seconds * 2; ticks > 0; ticks -= 1) {
        now += 500;
        await player.tick();
      }
      return frames.splice(0).join("");
    },
    async begin() {
      await player.tick();
      return frames.splice(0).join("");
    },
    player,
    asked: () => asked,
    broken,
  };
}

const momentIn = (html: string) =>
  html
    .matchAll(/name="at" value="([^"]+)"/g)
    .toArray()
    .at(-1)?.[1];

test("a replay begins with the whole moment: every tile, the table, the clock", async () => {
  const html = await play(1).begin();
  expect(html).toContain('hx-target="#anomaly-rows" hx-swap="innerHTML"');
  expect(html).toContain(">999<");
  expect(momentIn(html)).toBe("2026-11-23T09:00:00Z");
});

test.each([
  [1, "2026-11-23T09:00:04Z", "1\u202f004"],
  [10, "2026-11-23T09:00:40Z", "1\u202f040"],
  [60, "2026-11-23T09:04:00Z", "1\u202f240"],
] as const)("four seconds at %i× are %s, and show what was read last", async (speed, moment, value) => {
  const replay = play(speed);
  await replay.begin();
  const html = await replay.wait(4);
  expect(momentIn(html)).toBe(moment);
  expect(html).toContain(`>${value}<`);
});

test("an alarm appears when it opened and ends as it did, once each, and past news make no toast", async () => {
  const replay = play(10);
  await replay.begin();
  const opened = await replay.wait(1);
  expect(opened).toContain('data-anomaly-id="a1" data-severity="critical" data-state="new"');
  const ended = await replay.wait(1);
  expect(ended).toContain('data-state="resolved"');
  expect(ended).not.toContain('data-state="new"');
  expect(opened + ended).not.toContain("#toasts");
  expect(await replay.wait(1)).not.toContain("data-anomaly-id");
});

test("no frame of a replay moves the page's place in the live log", async () => {
  const replay = play(60);
  expect((await replay.begin()) + (await replay.wait(5))).not.toContain("data-cursor");
});

test("the past is read ahead: a minute at 60× asks a few times, not at each tick", async () => {
  const replay = play(60);
  await replay.begin();
  await replay.wait(50);
  expect(replay.asked()).toBeLessThan(15);
});

test("a replay draws when its turn comes, and has then left nothing out", async () => {
  let turn: (() => void) | undefined;
  const inTurn: InTurn = (draw) =>
    new Promise((resolve) => (turn = () => void [(turn = undefined), draw(), resolve()]));
  const replay = play(10, { inTurn });
  const beginning = replay.begin();
  while (!turn) await new Promise(setImmediate);
  turn();
  while (!turn) await new Promise(setImmediate);
  turn();
  expect(await beginning).toContain(">999<");
  const late = replay.wait(1.5);
  for (let ticks = 0; ticks < 3; ticks += 1) {
    while (!turn) await new Promise(setImmediate);
    turn();
  }
  const html = await late;
  expect(html).toContain('data-anomaly-id="a1"');
  expect(momentIn(html)).toBe("2026-11-23T09:00:15Z");
});

test("it ends by itself when it has caught up with now, and says so", async () => {
  const replay = play(60, { at: NOW - 60_000 });
  await replay.begin();
  expect(await replay.wait(3)).toContain('data-state="ended"');
  expect(await replay.wait(3)).toBe("");
});

test("at 1× it never catches up", async () => {
  const replay = play(1, { at: NOW - 10_000 });
  await replay.begin();
  expect(await replay.wait(20)).not.toContain('data-state="ended"');
});

test("while the past cannot be read it waits where it is, says so, and then goes on without a hole", async () => {
  const replay = play(60);
  await replay.begin();
  replay.broken.readings = true;
  const waiting = await replay.wait(30);
  expect(waiting).toContain('data-state="waiting"');
  const stood = Date.parse(momentIn(waiting) ?? "");
  expect(stood).toBeLessThan(START + 601_000);
  replay.broken.readings = false;
  const on = await replay.wait(1);
  expect(on).toContain('data-state="playing"');
  expect(Date.parse(momentIn(on) ?? "") - stood).toBeLessThanOrEqual(60_000);
});

test("an alarm that comes with a new timeline is not lost when that cannot be read: both come when it can", async () => {
  const replay = play(60, { at: START + 1_770_000, span: "1h" });
  await replay.begin();
  replay.broken.marks = true;
  expect(await replay.wait(2)).not.toContain("data-anomaly-id");
  replay.broken.marks = false;
  const on = await replay.wait(1);
  expect(on).toContain('id="timeline"');
  expect(on).toContain('data-anomaly-id="a1"');
});

/** Players of a past in which nothing is, or which cannot be read. */
function playersOf(past: Past) {
  return createPlayers({
    ...{ past, machines: () => [], fill: 0, timezone: "UTC", now: () => NOW },
    publish() {},
    inTurn: atOnce,
    onTrouble() {},
  });
}

test("one server plays twenty replays; one more is refused in words, until another page leaves", async () => {
  const unused = () => Promise.reject(new Error("Not asked"));
  const past = { begins: unused, machinesAt: unused, alarmsAt: unused, readings: unused, changes: unused };
  const players = playersOf({ ...past, alarmBeside: unused, opened: unused });
  const view = { at: START, speed: 1, machineIds: [], span: "8h" } as const;
  const started = Array.from({ length: 20 }, () => players.start(view));
  expect(new Set(started.map((player) => "topic" in player && player.topic)).size).toBe(20);
  expect(players.start(view)).toMatchObject({ refused: expect.stringContaining("Try again later") });
  const [first] = started;
  if (first && "stop" in first) first.stop();
  expect(players.start(view)).toHaveProperty("topic");
  players.stop();
});

test("a replay that has come to now makes room for another one, though its page is left open", async () => {
  jest.useFakeTimers();
  onTestFinished(() => void jest.useRealTimers());
  const nothing = async () => [];
  const past = {
    machinesAt: nothing,
    alarmsAt: nothing,
    readings: nothing,
    changes: nothing,
    opened: nothing,
  };
  const players = playersOf({ ...past, begins: async () => START, alarmBeside: async () => undefined });
  const view = { at: NOW, speed: 1, machineIds: [], span: "8h" } as const;
  for (let started = 0; started < 20; started += 1) players.start(view);
  expect(players.start(view)).toHaveProperty("refused"); // the guard
  jest.advanceTimersByTime(REPLAY_TICK_MS);
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
  expect(players.start(view)).toHaveProperty("topic");
  players.stop();
});

test("an address names what differs from the usual, and no more", () => {
  const view = { at: START, machineIds: [], span: "8h" } as const;
  expect(String(historyQuery(view))).toBe("at=2026-11-23T09%3A00%3A00Z");
  expect(
    String(historyQuery({ ...view, speed: 10, machineIds: ["a", "b"], span: "7d", theme: "dark" })),
  ).toBe("at=2026-11-23T09%3A00%3A00Z&speed=10&span=7d&machine=a&machine=b&theme=dark");
});
