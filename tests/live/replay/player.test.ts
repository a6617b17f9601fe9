import { expect, test } from "bun:test";
import { createPlayer, type PlayerDeps } from "../../../src/live/replay/player";
import type { Speed, TimelineSpan } from "../../../src/domain/history_view";
import { NOW, START, startPast } from "../../support/past";
import { machine } from "../../support/views";

type InTurn = PlayerDeps["inTurn"];

const atOnce: InTurn = async (draw) => draw();

/** Plays a reading a second and an alarm that opens and ends, on a clock that a test moves. */
function play(
  speed: Speed,
  { at = START, span = "8h", inTurn = atOnce }: { at?: number; span?: TimelineSpan; inTurn?: InTurn } = {},
) {
  const past = startPast({ machines: [machine({ data_interval_seconds: 1 })], inTurn });
  const player = createPlayer(past.deps, { at, speed, machineIds: [], span });
  return {
    /** Lets so many seconds of the wall clock pass, and returns what was published in them. */
    async wait(seconds: number) {
      for (let ticks = seconds * 2; ticks > 0; ticks -= 1) {
        past.wait(500);
        await player.tick();
      }
      return past.frames();
    },
    async begin() {
      await player.tick();
      return past.frames();
    },
    ...{ player, asked: past.asked, broken: past.broken },
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

test("an alarm opens and ends as it did, once each, and past news make no toast", async () => {
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

test("the past is read ahead: a minute at 60× asks a few times", async () => {
  const replay = play(60);
  await replay.begin();
  await replay.wait(50);
  expect(replay.asked()).toBeLessThan(15);
});

test("a replay draws when its turn comes, and leaves nothing out", async () => {
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

test("a replay that has caught up with now ends, and says so", async () => {
  const replay = play(60, { at: NOW - 60_000 });
  await replay.begin();
  expect(await replay.wait(3)).toContain('data-state="ended"');
  expect(await replay.wait(3)).toBe("");
});

test("at 1× a replay never catches up", async () => {
  const replay = play(1, { at: NOW - 10_000 });
  await replay.begin();
  expect(await replay.wait(20)).not.toContain('data-state="ended"');
});

test("a replay that cannot read waits, says so, and then goes on without a hole", async () => {
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

test("an alarm comes later with a timeline that cannot be read", async () => {
  const replay = play(60, { at: START + 1_770_000, span: "1h" });
  await replay.begin();
  replay.broken.marks = true;
  expect(await replay.wait(2)).not.toContain("data-anomaly-id");
  replay.broken.marks = false;
  const on = await replay.wait(1);
  expect(on).toContain('id="timeline"');
  expect(on).toContain('data-anomaly-id="a1"');
});
