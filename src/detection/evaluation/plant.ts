import type { Reading } from "../../domain/machine/reading";
import { DAY_MS, MINUTE_MS } from "../../domain/time_units";
import { createMonitor } from "../monitor/monitor";

/** An alarm so soon after a fault is still of that fault. */
const AFTER_FAULT_MS = 10 * MINUTE_MS;

type Span = { from: number; to: number };

/** A machine to watch: its past, oldest first; its readings after that; and the faults that are in those. */
export type Watched = {
  name: string;
  past: Iterable<readonly Reading[]>;
  live: Iterable<Reading>;
  faults: readonly Span[];
};

/** What the live path made of it. */
export type WatchedResult = {
  name: string;
  days: number;
  /** Alarms beside any fault. */
  false_alarms: number;
  faults: number;
  found: number;
};

/** Lets the live path learn the past of a machine and judge what follows. */
export function watchMachine({ name, past, live, faults }: Watched): WatchedResult {
  let made = 0;
  const monitor = createMonitor({
    machine: () => undefined,
    open: [],
    states: new Map(),
    newId: () => `alarm-${++made}`,
  });
  for (const readings of past) monitor.learn(readings);
  const alarms: Span[] = [];
  let [first, last] = [0, 0];
  for (const reading of live) {
    first ||= reading.at;
    last = reading.at;
    for (const finding of monitor.observe([reading])) {
      if (finding.kind === "opened") alarms.push({ from: reading.at, to: Infinity });
      if (finding.kind === "cleared") alarms.at(-1)!.to = reading.at;
    }
  }
  const touches = (alarm: Span, { from, to }: Span) => alarm.from < to && alarm.to >= from;
  const near = (alarm: Span) =>
    faults.some(({ from, to }) => touches(alarm, { from, to: to + AFTER_FAULT_MS }));
  return {
    name,
    days: (last - first) / DAY_MS,
    false_alarms: alarms.filter((alarm) => !near(alarm)).length,
    faults: faults.length,
    found: faults.filter((fault) => alarms.some((alarm) => touches(alarm, fault))).length,
  };
}

/** The results of several runs added up by machine, and their total as the last. */
export function addResults(results: readonly WatchedResult[]): WatchedResult[] {
  const byName = new Map<string, WatchedResult>();
  const total: WatchedResult = { name: "total", days: 0, false_alarms: 0, faults: 0, found: 0 };
  for (const each of results) {
    const sum = byName.get(each.name) ?? {
      ...total,
      name: each.name,
      days: 0,
      false_alarms: 0,
      faults: 0,
      found: 0,
    };
    byName.set(each.name, sum);
    for (const into of [sum, total])
      for (const key of ["days", "false_alarms", "faults", "found"] as const) into[key] += each[key];
  }
  return [...byName.values(), total];
}
