import type { ActivationRow } from "../../alarms/performance/activation";
import type { Alarm, AlarmState, Finding, Priority, Severity } from "../../domain/alarm/alarm";
import type { By } from "../../people/actor";
import type { Acknowledgement, Assignee } from "../../domain/alarm/answer";

/** Conditions on a list of alarms; an empty list of machines or states is no condition. */
export type AlarmQuery = {
  machineIds?: readonly string[];
  severity?: Severity;
  priority?: Priority | undefined;
  states?: readonly AlarmState[];
  /** Only open ones that are suppressed, or none of these. */
  suppressed?: boolean;
  /** Opened at or after, and before; epoch milliseconds. */
  from?: number;
  to?: number;
  /** Only those after the alarm with this id, newest first. */
  after?: string;
  limit: number;
  offset?: number;
};

/** Conditions alone, on a count of alarms or on those to acknowledge. */
export type AlarmConditions = Omit<AlarmQuery, "after" | "limit" | "offset">;

/**
 * Alarms. Each change of one, the event about it and, of an answer, its audit entry are one transaction. `by` says whose
 * answer it is. Times in epoch milliseconds.
 */
export type AlarmStore = {
  find(id: string): Promise<Alarm | undefined>;
  /** Newest first. */
  list(query: AlarmQuery): Promise<Alarm[]>;
  count(query: AlarmConditions): Promise<number>;
  /**
   * How many are unacknowledged (new or cleared), as of a moment: an alarm that appears, or gets worse,
   * later is not among them, nor is one that is suppressed. The moment is now, or `upTo`, that of an earlier answer.
   */
  unacknowledged(query: AlarmConditions, upTo?: number): Promise<{ count: number; asOf: number }>;
  /** As `unacknowledged`, of those that can be resolved; findings of the past only where the query names that state. */
  unresolved(query: AlarmConditions, upTo?: number): Promise<{ count: number; asOf: number }>;
  /** Open system alerts of our own, by their keys, that have not cleared. */
  standing(): Promise<Alarm[]>;
  /** Each time an alarm called in [from, to), or before and stood then, in the order of time. */
  activations(from: number, to: number): Promise<ActivationRow[]>;
  /** All alarms per machine; key "" holds those of no machine. */
  totals(): Promise<Map<string, number>>;
  /** When each of these alarms was last announced as new. */
  announcedAt(ids: readonly string[]): Promise<Map<string, number>>;
  /**
   * Open alarms, newest first: at most 200, where there are more critical ones before others, those that follow another one
   * after them, and suppressed ones last; filled up with the newest others, resolved ones and findings of the past, to
   * `fill`.
   * @param firsts ids of open alarms that are among them whatever happens
   */
  board(fill: number, machineIds?: readonly string[], firsts?: readonly string[]): Promise<Alarm[]>;
  /** Applies the monitor's findings and records their events, in one transaction. */
  apply(findings: Finding[]): Promise<void>;
  /**
   * Stores alarms found on demand, with an anomaly_detected event each unless it is resolved already. One stored before (same machine,
   * opened_at and method) keeps its id and adds no row. Returns them as stored.
   */
  detected(alarms: Alarm[], by?: By): Promise<Alarm[]>;
  /** Undefined when unknown. Acknowledging twice gives the first's name. @throws {Conflict} when resolved. */
  acknowledge(id: string, answer: Acknowledgement, at: number, by?: By): Promise<Alarm | undefined>;
  /** Undefined when unknown. @throws {Conflict} when resolved. */
  resolve(id: string, answer: Partial<Acknowledgement>, at: number, by?: By): Promise<Alarm | undefined>;
  /**
   * Acknowledges a batch, one transaction, of the alarms unacknowledged as of that moment and still.
   * Returns how many; 0 when none is left.
   */
  acknowledgeBatch(
    query: AlarmConditions,
    asOf: number,
    answer: Acknowledgement,
    at: number,
    by?: By,
  ): Promise<number>;
  /** As `acknowledgeBatch`, but resolves. */
  resolveBatch(
    query: AlarmConditions,
    asOf: number,
    answer: Acknowledgement,
    at: number,
    by?: By,
  ): Promise<number>;
  /** Resolves a false alarm; its event says so, and the monitor learns from that. Otherwise as `resolve`. */
  falseAlarm(id: string, answer: Acknowledgement, at: number, by?: By): Promise<Alarm | undefined>;
  /**
   * Takes back the last acknowledge, resolve, false alarm or assign, within 10 s and by who did it. Undefined when unknown.
   * @throws {Conflict} when it is too late, somebody else's, or the alarm has changed since
   */
  undo(id: string, said: Partial<Acknowledgement>, at: number, by?: By): Promise<Alarm | undefined>;
  /** Makes an alarm of a finding of the past. Undefined when unknown. @throws {Conflict} when it is none, or resolved */
  raise(id: string, said: Partial<Acknowledgement>, at: number, by?: By): Promise<Alarm | undefined>;
  /** Says who is to see to it; null: nobody any more. Undefined when unknown. @throws {Conflict} when resolved */
  assign(
    id: string,
    to: Assignee | null,
    said: Partial<Acknowledgement>,
    at: number,
    by?: By,
  ): Promise<Alarm | undefined>;
  /** Makes a batch of alarms new again whose acknowledgement is over, and that still stand. Returns how many. */
  expire(now: number): Promise<number>;
};
