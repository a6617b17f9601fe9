import { priorityOf } from "../../alarms/priority";
import type { Alarm, Contributor } from "../../domain/alarm/alarm";
import { causeIn } from "../../domain/alarm/cause";
import type { Suppressed } from "../../domain/alarm/suppressed";

/** The columns that an alarm is written to. */
export const COLUMNS = [
  "id",
  "machine_id",
  "machine_name",
  "state",
  "severity",
  "anomaly_type",
  "metric",
  "value",
  "expected_value",
  "unit",
  "deviation_percent",
  "deviation_sd",
  "score",
  "peak_score",
  "detection_method",
  "reason",
  "cause",
  "contributors",
  "origin",
  "opened_at",
  "updated_at",
  "cleared_at",
  "resolved_at",
  "acknowledged_at",
  "acknowledged_by",
  "acknowledged_by_id",
  "acknowledged_until",
  "assigned_to",
  "assigned_to_id",
  "resolved_by",
  "resolved_by_id",
  "called_false",
  "note",
  "alert_type",
  "alert_key",
  "mended",
  "suppressed",
  "follows_id",
  "repeats",
  "chattering",
  "episode_id",
] as const satisfies (keyof Alarm)[];

/** `key` orders alarms of one instant by recording, `news` all alarms by when they last became new. */
export type AlarmRow = Kept & {
  key: number;
  news: number;
  known_name: string | null;
  on_critical: number | null;
  /** When it opened, as JSON; null when once. */
  openings: string | null;
};

/** Columns whose field an alarm lacks where they are null. */
const OPTIONAL = [
  "acknowledged_by_id",
  "acknowledged_until",
  "assigned_to",
  "assigned_to_id",
  "resolved_by",
  "resolved_by_id",
  "alert_type",
  "alert_key",
  "follows_id",
  "repeats",
  "chattering",
  "episode_id",
] as const satisfies (keyof Alarm)[];
type Optional = (typeof OPTIONAL)[number];

/** The columns of an alarm. */
type Kept = Omit<Alarm, Folded | Optional> & { [Column in Optional]: NonNullable<Alarm[Column]> | null } & {
  cause: string | null;
  contributors: string | null;
  called_false: number;
  mended: string | null;
  suppressed: string | null;
};
type Folded = "priority" | "cause" | "contributors" | "called_false" | "mended" | "suppressed";

/** A known machine's alarm has the machine's present name; any other the name that was sent with it. */
export function alarmOfRow({
  key: _,
  news: __,
  openings: ___,
  known_name,
  on_critical,
  ...kept
}: AlarmRow): Alarm {
  const { cause, contributors, called_false, mended, suppressed, ...row } = kept;
  const known = cause === null ? undefined : causeIn(JSON.parse(cause));
  return {
    ...withoutAbsent(row),
    ...(row.acknowledged_until === null ? {} : { acknowledged_until: Number(row.acknowledged_until) }),
    ...(called_false === 0 ? {} : { called_false: true }),
    ...(known === undefined ? {} : { cause: known }),
    ...(contributors === null ? {} : { contributors: JSON.parse(contributors) as Contributor[] }),
    ...(mended === null ? {} : { mended: JSON.parse(mended) as string[] }),
    ...(suppressed === null ? {} : { suppressed: JSON.parse(suppressed) as Suppressed }),
    priority: priorityOf(row.severity, on_critical === 1),
    machine_name: known_name ?? row.machine_name,
    opened_at: Number(row.opened_at),
    updated_at: Number(row.updated_at),
    cleared_at: time(row.cleared_at),
    resolved_at: time(row.resolved_at),
    acknowledged_at: time(row.acknowledged_at),
  };
}

type Present<Row extends Record<Optional, unknown>> = Omit<Row, Optional> & {
  [Column in Optional]?: NonNullable<Row[Column]>;
};

function withoutAbsent<Row extends Record<Optional, unknown>>(row: Row): Present<Row> {
  const present: Partial<Row> = { ...row };
  for (const column of OPTIONAL) if (row[column] === null) delete present[column];
  return present as Present<Row>;
}

/** What is written of an alarm. */
export function keptOf({ cause, contributors, called_false, mended, ...alarm }: Alarm): Kept {
  const optional = Object.fromEntries(OPTIONAL.map((column) => [column, alarm[column] ?? null]));
  return {
    ...alarm,
    ...(optional as Pick<Kept, Optional>),
    cause: cause ? JSON.stringify(cause) : null,
    contributors: contributors ? JSON.stringify(contributors) : null,
    called_false: called_false ? 1 : 0,
    mended: mended?.length ? JSON.stringify(mended) : null,
    suppressed: alarm.suppressed ? JSON.stringify(alarm.suppressed) : null,
  };
}

function time(at: number | null): number | null {
  return at === null ? null : Number(at);
}
