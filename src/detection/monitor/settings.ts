import type { Limits } from "../../domain/alarm/machine_limits";
import type { Machine } from "../../domain/machine/machine";
import type { SeriesKind } from "../../domain/machine/series_kind";
import type { RuleJudge } from "../../rules/judge";
import type { Selection } from "../select_detector";

/** All that a monitor needs besides readings. */
export type Settings = Selection & {
  machine(id: string): Machine | undefined;
  /** All machines: also one that has never sent a reading can be missed. */
  machines?(): Iterable<Machine>;
  /** The id of a new alarm. */
  newId(): string;
  /** The limits that an operator has set for a machine. */
  limits?(machineId: string): Limits | undefined;
  /** The kind that somebody has set for a metric. */
  kind?(machineId: string, metric: string): SeriesKind | undefined;
  /** What is out of service or in maintenance: watched, but neither learned nor missed. All of it is, without this. */
  withheld?: {
    /** Whether values of an instant (epoch milliseconds) are to be learned. */
    isLearned(machineId: string, metrics: Readonly<Record<string, number>>, at: number): boolean;
    /** Whether silence of a machine (null), or of a metric of it, is news. */
    isMissed(machineId: string, metric: string | null, at: number): boolean;
  };
  /** Judges the rules of people beside everything else. */
  rules?: RuleJudge;
  /** Readings of a series before it is judged. */
  learning: number;
  /**
   * A reading could not be judged, or a band not given: only that is lost. The error is thrown when nobody
   * listens.
   */
  onFailure?(error: unknown, machineId: string): void;
};

/** Does work for one machine, whose failure must not stop the others. */
export function contained<T>(
  { onFailure }: Pick<Settings, "onFailure">,
  machineId: string,
  work: () => T,
): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!onFailure) throw error;
    onFailure(error, machineId);
    return undefined;
  }
}
