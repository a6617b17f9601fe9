import { createLive } from "../../../src/live/live";
import { createKpiTracker } from "../../../src/live/state/kpi_tracker";
import { createPlayer } from "../../../src/live/replay/player";
import type { Past } from "../../../src/live/replay/past_plant_state";
import { createLatencyHistogram } from "../../../src/live/state/latency_histogram";
import { createPlantState } from "../../../src/live/state/plant_state";
import type { Audience } from "../../../src/live/audiences";
import { PAGES, STREAMS } from "../../../src/live/audiences";
import { detectedEvent, updatedEvent } from "../../../src/domain/alarm/alarm_event";
import type { Speed } from "../../../src/domain/history_view";
import { alarm, stageDiagnostics, machine, screenLine } from "../../support/views";
import { createClock } from "./clock";
import { chanceOf, createScenario, START, type Step } from "./scenario";

/** Every message by its topic, in the order of publishing. */
export type Published = Record<string, string[]>;

const STEPS = 400;
const NARROWED = [["m1"], ["m2", "m7"], ["m3"]];
const AUDIENCES: Audience[] = [[], ...NARROWED].flatMap((machineIds) => [
  ...PAGES.map((page) => ({ kind: "page", page, machineIds }) as const),
  ...STREAMS.map((stream) => ({ kind: "stream", stream, machineIds }) as const),
]);

/** Plays a scenario against live on a mocked clock. */
export async function driveLive(seed: number): Promise<Published> {
  using clock = createClock(START);
  const published: Published = {};
  const note = (topic: string, message: string) => void (published[topic] ??= []).push(message);
  const scenario = createScenario(seed, AUDIENCES.length);
  const plantState = createPlantState();
  const now = () => Date.now();
  let isAway = false;
  let screens = 0;
  const live = createLive({
    ...{ plantState, now, timezone: "Europe/Berlin", build: "b1", publish: note, latest: scenario.latest },
    kpis: createKpiTracker({ plantState, totals: new Map([["m1", 4]]), recent: [alarm()], now }),
    latencies: { drawn: createLatencyHistogram(now), lag: createLatencyHistogram(now) },
    screens: { list: () => ({ lines: [screenLine()], more: screens }), changes: () => screens },
    warning: () => ({ bus: isAway ? "away" : "ok", warning: isAway ? "Live, event bus down" : null }),
    diagnostics: async () => stageDiagnostics,
    onUndrawable: (event, error) => note("undrawable", `${event.event_id} ${String(error)}`),
  });

  function take(step: Step) {
    switch (step.kind) {
      case "machine":
        return live.onMachine(step.machine);
      case "event":
        return live.onEvent(step.event);
      case "early":
        return live.drawUnannounced([step.event, step.event]);
      case "values":
        for (const value of step.values) {
          live.onValue(value);
        }
        return;
      case "bus":
        isAway = step.isAway;
        return live.beat();
      case "audience": {
        const audience = AUDIENCES[step.index]!;
        const topic = live.audiences.join(audience);
        if (step.joins) return note(topic, live.greeting());
        live.audiences.leave(topic);
        return live.audiences.leave(topic);
      }
      case "catch up": {
        const audience = AUDIENCES[step.index]!;
        if (audience.kind === "page")
          note(`caught up ${audience.page}`, live.catchUp(step.events, audience, "log-7", "<i>extra</i>"));
        else live.jsonStreams.messages(step.events, audience).forEach((text) => note("missed", text));
        return;
      }
      case "screen":
        screens += 1;
        return;
      case "resync":
        return live.resync("log-1", "log-9");
    }
  }

  for (const each of scenario.machines) take({ kind: "machine", machine: each });
  for (const audience of AUDIENCES) live.audiences.join(audience);
  for (let count = 0; count < STEPS; count += 1) {
    take(scenario.step(now()));
    await clock.settle();
    await clock.advance(scenario.pause());
  }
  live.stop();
  return published;
}

/** Plays three stretches of an invented past, which cannot be read now and then. */
export async function driveReplays(seed: number): Promise<Published> {
  const published: Published = {};
  for (const speed of [1, 10, 60] as const)
    for (const machineIds of [[], ["m1", "m2"]])
      published[`replay ${speed} ${machineIds.length}`] = await driveReplay(seed + speed, speed, machineIds);
  return published;
}

async function driveReplay(seed: number, speed: Speed, machineIds: string[]): Promise<string[]> {
  const chance = chanceOf(seed);
  const frames: string[] = [];
  let now = START + 600_000;
  let isBroken = false;
  const read = <T>(value: T): Promise<T> =>
    isBroken ? Promise.reject(new Error("The database is away")) : Promise.resolve(value);
  const locations = ["Hall 1", "Hall 2", "Hall 3"];
  const machines = locations.map((location, index) =>
    machine({ id: `m${index}`, name: `Machine-${index}`, location, data_interval_seconds: 1 }),
  );
  const within = (from: number, to: number) => (what: { at: number }) => what.at > from && what.at <= to;
  const readings = Array.from({ length: 1_800 }, (_, index) => ({
    machine_id: `m${index % 2}`,
    at: START + Math.floor(index / 3) * 1_000,
    mode: chance.one(["running", "idle"]),
    metrics: { power_kw: chance.below(9_000) / 100, pressure_bar: chance.below(90) / 10 },
  }));
  const changes = Array.from({ length: 60 }, (_, index) => {
    const at = START + index * 10_000;
    const id = `a${Math.floor(index / 2)}`;
    const severity = chance.one(["warning", "critical"] as const);
    const one = alarm({
      id,
      severity,
      machine_id: `m${Math.floor(index / 2) % 3}`,
      opened_at: at,
      updated_at: at,
    });
    const event = index % 2 ? updatedEvent({ ...one, state: "resolved" }) : detectedEvent(one);
    return { at, event: { ...event, event_id: `e${index}`, published_at: new Date(at).toISOString() } };
  });
  const past: Past = {
    begins: async () => START,
    machinesAt: (at) =>
      read(["m0", "m1"].map((machine_id) => ({ ...readings[0]!, machine_id, at, minutes: [readings[0]!] }))),
    alarmsAt: (at) => read([alarm({ id: "a0", machine_id: "m0", opened_at: at - 5_000 })]),
    readings: ({ from, to }) => read(readings.filter(within(from, to))),
    changes: ({ from, to }) => read(changes.filter(within(from, to))),
    alarmBeside: async () => undefined,
    opened: () => read([alarm({ id: "a0", machine_id: "m0", opened_at: START })]),
  };
  const player = createPlayer(
    {
      ...{ past, machines: () => machines, fill: 10, timezone: "Europe/Berlin", now: () => now },
      publish: (html) => void frames.push(html),
      inTurn: async (draw) => draw(),
      onTrouble: (error) => void frames.push(`trouble ${String(error)}`),
    },
    { at: START - 5_000, speed, machineIds, span: "1h" },
  );
  for (let tick = 0; tick < 150; tick += 1) {
    isBroken = tick === 0 || chance.below(4) === 0 || tick % 50 > 25;
    if (!(await player.tick())) frames.push("ended");
    now += chance.below(10) ? 500 : 4_000;
  }
  player.stop();
  return frames;
}
