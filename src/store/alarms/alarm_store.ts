import type { Acknowledgement, Alarm, AlarmState, Finding, Severity } from "../../domain/alarm/alarm";

/** What narrows a list of alarms; an empty list of machines or states narrows nothing. */
export type AlarmQuery = {
  machineIds?: readonly string[];
  severity?: Severity;
  states?: readonly AlarmState[];
  /** Opened at or after, and before; epoch milliseconds. */
  from?: number;
  to?: number;
  /** Only those that come after the alarm of this id. */
  after?: string;
  limit: number;
  offset?: number;
};

/** What narrows a count of alarms. */
export type AlarmFilter = Omit<AlarmQuery, "after" | "limit" | "offset">;

/** Alarms. Each change of one and the event about it are one transaction. Times in epoch milliseconds. */
export type AlarmStore = {
  find(id: string): Promise<Alarm | undefined>;
  /** Newest first. */
  list(query: AlarmQuery): Promise<Alarm[]>;
  count(query: AlarmFilter): Promise<number>;
  /**
   * How many wait for an answer, new or cleared, and the mark that says which: what can be seen now, and nothing that
   * appears, or gets worse, later.
   */
  unacknowledged(query: AlarmFilter): Promise<{ count: number; asOf: number }>;
  /** All alarms per machine; key "" holds those of no machine. */
  totals(): Promise<Map<string, number>>;
  /** Every open alarm newest first (at most 200, critical ones first when there are more), filled up with the newest others to `fill`. */
  board(fill: number, machineIds?: readonly string[]): Promise<Alarm[]>;
  /** Applies what the judge found and records the events that follow, in one transaction. */
  apply(findings: Finding[]): Promise<void>;
  /** Stores alarms found on demand and an anomaly_detected event for each; one stored before (same machine, opened_at, method) keeps its id and adds no row. Returns them as stored. */
  detected(alarms: Alarm[]): Promise<Alarm[]>;
  /** Undefined when unknown. Acknowledging twice gives the first's name. @throws {Conflict} when resolved. */
  acknowledge(id: string, answer: Acknowledgement, at: number): Promise<Alarm | undefined>;
  /** Undefined when unknown. @throws {Conflict} when resolved. */
  resolve(id: string, answer: Partial<Acknowledgement>, at: number): Promise<Alarm | undefined>;
  /**
   * Acknowledges alarms that were unanswered when the mark was given and still are: as many as go into one transaction.
   * How many that were; 0 when none is left.
   */
  acknowledgeBatch(query: AlarmFilter, asOf: number, answer: Acknowledgement, at: number): Promise<number>;
  /** Resolves an alarm that was none; its event says so, for the judge to hear. As `resolve`. */
  falseAlarm(id: string, answer: Acknowledgement, at: number): Promise<Alarm | undefined>;
};
