import type { Alarm, Finding } from "../model/alarm";
import type { Machine } from "../model/machine";
import type { Reading } from "../model/reading";

/** The span in which a metric of a machine is normal now; undefined until the judge has learned. */
export type Band = { low: number; high: number };

/** Looks at every reading the moment it arrives. No clock and no I/O: time comes from the readings. */
export type Judge = {
  /** Readings in the order of arrival; those older than their machine's newest must not be passed. */
  judge(readings: Reading[]): Finding[];
  band(machineId: string, metric: string): Band | undefined;
  /** Share of the learning done, 0 to 1, by machine. */
  learned(machineId: string): number;
  /** The serialisable state of each machine touched since the last call. */
  snapshot(): Map<string, unknown>;
};

export type JudgeStart = {
  machine(id: string): Machine | undefined;
  /** Alarms of ours that are still active, so that a restart continues their episodes. */
  open: readonly Alarm[];
  states: ReadonlyMap<string, unknown>;
  /** A new alarm's id. */
  newId(): string;
};
