import type { PlayerDeps } from "../../src/live/replay/player";
import type { Past } from "../../src/live/replay/past_plant_state";
import { detectedEvent, updatedEvent } from "../../src/domain/alarm/alarm_event";
import type { Machine } from "../../src/domain/machine/machine";
import type { Reading } from "../../src/domain/machine/reading";
import type { AlarmChange } from "../../src/store/alarms/alarm_timeline";
import { alarm } from "./views";

export const START = Date.parse("2026-11-23T09:00:00Z");
export const NOW = START + 3_600_000;

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

/** A past with a reading a second and an alarm that opens and ends, and a clock that a test moves. */
export function startPast({ machines, inTurn }: { machines: Machine[]; inTurn?: PlayerDeps["inTurn"] }) {
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
  const deps: PlayerDeps = {
    ...{ past, machines: () => machines, fill: 10, timezone: "UTC", now: () => now },
    publish: (html) => void frames.push(html),
    inTurn: inTurn ?? (async (draw) => draw()),
    onTrouble() {},
  };
  return {
    ...{ past, deps, broken },
    /** Times that readings were asked for. */
    asked: () => asked,
    wait: (ms: number) => void (now += ms),
    /** The frames since the last call. */
    frames: () => frames.splice(0).join(""),
  };
}
