import type { Acknowledgement, Alarm, AlarmState, Finding, Severity } from "../../domain/alarm/alarm";

/** Conditions on a list of alarms; an empty list of machines or states is no condition. */
export type AlarmQuery = {
  machineIds?: readonly string[];
  severity?: Severity;
  states?: readonly AlarmState[];
  /** Opened at or after, and before; epoch milliseconds. */
  from?: number;
  to?: number;
  /** Only those after the alarm with this id, newest first. */
  after?: string;
  limit: number;
  offset?: number;
};

/** Conditions on a count of alarms. */
export type AlarmFilter = Omit<AlarmQuery, "after" | "limit" | "offset">;

/** Alarms. Each change of one and the event about it are one transaction. Times in epoch milliseconds. */
export type AlarmStore = {
  find(id: string): Promise<Alarm | undefined>;
  /** Newest first. */
  list(query: AlarmQuery): Promise<Alarm[]>;
  count(query: AlarmFilter): Promise<number>;
  /**
   * How many are unacknowledged (new or cleared), as of a moment: an alarm that appears, or gets worse,
   * later is not among them.
   */
  unacknowledged(query: AlarmFilter): Promise<{ count: number; asOf: number }>;
  /** All alarms per machine; key "" holds those of no machine. */
  totals(): Promise<Map<string, number>>;
  /**
   * Open alarms, newest first: at most 200, critical ones before others where there are more; filled up
   * with the newest others, resolved ones and findings of the past, to `fill`.
   */
  board(fill: number, machineIds?: readonly string[]): Promise<Alarm[]>;
  /** Applies the monitor's findings and records their events, in one transaction. */
  apply(findings: Finding[]): Promise<void>;
  /**
   * Stores alarms found on demand, with an anomaly_detected event each. One stored before (same machine,
   * opened_at and method) keeps its id and adds no row. Returns them as stored.
   */
  detected(alarms: Alarm[]): Promise<Alarm[]>;
  /** Undefined when unknown. Acknowledging twice gives the first's name. @throws {Conflict} when resolved. */
  acknowledge(id: string, answer: Acknowledgement, at: number): Promise<Alarm | undefined>;
  /** Undefined when unknown. @throws {Conflict} when resolved. */
  resolve(id: string, answer: Partial<Acknowledgement>, at: number): Promise<Alarm | undefined>;
  /**
   * Acknowledges a batch, one transaction, of the alarms unacknowledged as of that moment and still.
   * Returns how many; 0 when none is left.
   */
  acknowledgeBatch(query: AlarmFilter, asOf: number, answer: Acknowledgement, at: number): Promise<number>;
  /** Resolves a false alarm; its event says so, and the monitor learns from that. Otherwise as `resolve`. */
  falseAlarm(id: string, answer: Acknowledgement, at: number): Promise<Alarm | undefined>;
};
