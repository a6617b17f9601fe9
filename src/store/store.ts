import type { Acknowledgement, Alarm, AlarmState, Finding, Severity } from "../domain/alarm/alarm";
import type { BaselineModel } from "../domain/training/baseline";
import type { Cursor } from "../domain/cursor";
import type { AnnouncedEvent, EventType, LoggedEvent, RecordedEvent } from "../domain/event";
import type { Limits } from "../domain/alarm/machine_limits";
import type { Machine, MachineChange, NewMachine } from "../domain/machine/machine";
import type { Point, Reading, RolledPoint, RollupSeconds } from "../domain/machine/reading";
import type { TrainingJob } from "../domain/training/job";
import type { Playback } from "./playback/playback";

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

export type EventQuery = { after?: Cursor; type?: EventType; machineId?: string; limit: number };

/** The newest value of each metric of a machine, and when and in which mode it was read. */
export type LatestReading = {
  machine_id: string;
  at: number;
  mode: string | null;
  metrics: Record<string, number>;
};

/** What history is asked, room by room. Times in epoch milliseconds, periods half open [from, to). */
export type Store = {
  machines: {
    all(): Promise<Machine[]>;
    /** By id, or else by exact name. */
    find(idOrName: string): Promise<Machine | undefined>;
    /** @throws {Conflict} when the name or id is taken. */
    add(machine: NewMachine): Promise<Machine>;
    /** Undefined when there is no such machine. @throws {Conflict} when the new name is taken. */
    change(id: string, change: MachineChange): Promise<Machine | undefined>;
  };
  readings: {
    /** Keeps readings in one transaction; on disk when it resolves. The same machine, instant and metric replaces the value. */
    record(readings: Reading[]): Promise<void>;
    /** The newest reading time of each machine: older readings are stored, not judged. */
    newest(): Promise<Map<string, number>>;
    latest(): Promise<LatestReading[]>;
    /** Raw readings of one machine, oldest first. */
    between(machineId: string, from: number, to: number, limit?: number): Promise<Reading[]>;
    points(machineId: string, metric: string, from: number, to: number): Promise<Point[]>;
    rolled(
      machineId: string,
      metric: string,
      span: RollupSeconds,
      from: number,
      to: number,
    ): Promise<RolledPoint[]>;
    /** Every metric's roll-ups of one span, rows oldest first: `metrics[name]` is absent where nothing was read. */
    rolledRows(machineId: string, span: RollupSeconds, from: number, to: number): Promise<RolledRow[]>;
    /** kWh drawn by each machine in the period, as far as it is rolled: mean power of each minute × that minute. */
    energy(from: number, to: number): Promise<Map<string, number>>;
    count(): Promise<number>;
  };
  alarms: {
    find(id: string): Promise<Alarm | undefined>;
    /** Newest first. */
    list(query: AlarmQuery): Promise<Alarm[]>;
    count(query: AlarmFilter): Promise<number>;
    /**
     * How many wait for an answer, new or cleared, and the mark that says which: what can be seen now, and nothing that
     * appears, or gets worse, later.
     */
    unanswered(query: AlarmFilter): Promise<{ count: number; mark: number }>;
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
    acknowledgeSome(query: AlarmFilter, mark: number, answer: Acknowledgement, at: number): Promise<number>;
    /** Resolves an alarm that was none; its event says so, for the judge to hear. As `resolve`. */
    falseAlarm(id: string, answer: Acknowledgement, at: number): Promise<Alarm | undefined>;
  };
  events: {
    /** Records events with their outbox mark; gives each its event_id and published_at. */
    record(events: LoggedEvent[]): Promise<RecordedEvent[]>;
    /** Takes in an event of another program: an anomaly becomes a row of its own, any other is only logged. One whose event_id is recorded already is left out. */
    recordExternal(event: LoggedEvent): Promise<void>;
    /** Takes in those of these events that were not taken in since then (epoch milliseconds): each as often as it is here. */
    recordMissed(events: LoggedEvent[], since: number): Promise<void>;
    /** Recorded and for this server to announce, in the order of recording. */
    pending(limit: number): Promise<RecordedEvent[]>;
    /**
     * The newest `limit` events that a server cannot have received from a bus that stands at the cursor `after`, in the
     * order of recording: not yet announced, or announced after it. Without a cursor: of all events.
     */
    unseen(after: Cursor | undefined, limit: number): Promise<RecordedEvent[]>;
    /** Writes the cursors back. */
    announced(marks: { event_id: string; cursor: Cursor }[]): Promise<void>;
    /** In cursor order, oldest first; without `after` the newest `limit`. */
    list(query: EventQuery): Promise<AnnouncedEvent[]>;
    /** The log as the embedded bus needs it: its epoch, the first and last number given; 0 before the first. */
    log(): Promise<{ epoch: string; first: number; last: number }>;
    /** How many events the log holds; when the oldest pending one was recorded. */
    outbox(): Promise<{ waiting: number; oldest: number | null }>;
    /**
     * Calls `listener`, which must not throw, once after each commit of this server that recorded events, whichever
     * function of the store recorded them; never for what is rolled back.
     */
    onRecorded(listener: () => void): void;
  };
  /** Training jobs. Each change of one and the event that tells of it are one transaction. */
  jobs: {
    /** Keeps a new job, without an event. @throws {Conflict} when its machine has one that has not ended. */
    add(job: TrainingJob): Promise<void>;
    /** False when it has ended meanwhile: a job that has ended stays so, and nothing is told. */
    save(job: TrainingJob): Promise<boolean>;
    /** Saves the job that has made this model, which becomes its machine's active one; undefined, and no model, when it has ended meanwhile. */
    complete(
      job: TrainingJob,
      model: Omit<BaselineModel, "version" | "is_active">,
    ): Promise<TrainingJob | undefined>;
    /** Says that somebody still cares for these jobs. */
    touch(ids: string[]): Promise<void>;
    find(id: string): Promise<TrainingJob | undefined>;
    /** Newest first. */
    list(query: { machineId?: string; limit: number }): Promise<TrainingJob[]>;
    /** Those that have not ended, oldest first; with `before` those that nobody has touched since. */
    underWay(before?: number): Promise<TrainingJob[]>;
  };
  /** Energy baselines of machines. */
  models: {
    /** Every version of a machine's, newest first. */
    list(machineId: string): Promise<BaselineModel[]>;
    find(id: string): Promise<BaselineModel | undefined>;
    /** The active one of each machine (of this machine), newest first. */
    active(machineId?: string): Promise<BaselineModel[]>;
  };
  /** The past as a page plays it again. */
  playback: Playback;
  /** A detector's own state, by machine. */
  states: {
    load(): Promise<Map<string, unknown>>;
    save(states: Map<string, unknown>): Promise<void>;
  };
  /** How far each machine has been judged, where several servers share the work. */
  judged: {
    upTo(): Promise<Map<string, number>>;
    /** Applies findings and keeps states and instants with them, in one transaction. @throws when the lease is another's. */
    save(step: {
      findings: Finding[];
      states: Map<string, unknown>;
      upTo: Map<string, number>;
    }): Promise<void>;
  };
  /** What operators hold machines to; a machine without limits has none here. */
  limits: {
    all(): Promise<Map<string, Limits>>;
    set(machineId: string, limits: Limits): Promise<void>;
  };
  /** Which server does what must happen once. */
  lease: {
    /** Takes or renews it for so many milliseconds; whether this server has it now. */
    take(forMs: number): Promise<boolean>;
    release(): Promise<void>;
  };
  /** Whether other servers may share this history. */
  shared: boolean;
  /** Brings stale roll-ups up to date; how many minutes were rolled (0: nothing left). Works at most `slice` minutes. */
  roll(slice: number): Promise<number>;
  /** Deletes readings and events older than the cut-offs, a slice at a time; how many rows went. What is not yet rolled or announced stays. */
  retain(cutoffs: { readingsBefore: number; eventsBefore: number }): Promise<number>;
  /** Rejects with a sentence when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

/** `kwh` is the energy drawn: mean power of each minute × that minute; null when no power was read. */
export type RolledRow = { at: number; kwh: number | null; metrics: Record<string, Omit<RolledPoint, "at">> };
