import { type ChartPoint, type Column, columnsOf, type Period, single } from "./columns";
import { type SpanName, SPANS } from "../../../domain/machine/chart_span";
import type { Value } from "../../../live/state/value";
import { alarmText } from "../../../words/alarm_text";
import { text } from "../../../words/text";
import type { Store } from "../../../store/store";
import type { Machine } from "../../../domain/machine/machine";
import type { Alarm, Severity } from "../../../domain/alarm/alarm";
import { unitOf } from "../../../domain/machine/metric";
import type { RolledPoint } from "../../../domain/machine/reading";
import type { Energy } from "../../../energy/analysis";
import { DAY_MS, HOUR_MS, HOUR_SECONDS, MINUTE_MS } from "../../../domain/time_units";

/** A period in which something was abnormal; `to` is null while it still is. */
export type AlarmMark = {
  id: string;
  from: number;
  to: number | null;
  severity: Severity;
  sentence: string;
  /** It is about the metric that the chart shows. */
  isOfMetric: boolean;
};

/** A period and the value that was to be expected in it. */
export type Expected = { from: number; to: number; value: number };

/** One metric of one machine over a time. Times in epoch milliseconds, values in the metric's unit. */
export type ChartData = {
  machineId: string;
  metric: string;
  unit: string;
  span: SpanName;
  from: number;
  to: number;
  /** Its end moves with the clock. */
  isNewest: boolean;
  columns: readonly Column[];
  /** The newest value of the time shown. */
  last: { at: number; value: number } | null;
  /** Columns further apart than this are not joined: nothing was read in between. */
  gapMs: number;
  /** The band in which the value would be normal now. */
  band: { low: number; high: number } | null;
  /** The values that the machine's energy baseline expects; none without one. */
  expected: readonly Expected[];
  alarms: readonly AlarmMark[];
};

/** Roll-ups lag by seconds; raw readings fill in for so long at most. */
const TAIL_AT_MOST_MS = 15 * MINUTE_MS;
const MARKS_AT_MOST = 60;
/** Columns, or readings, that may be missing before the curve shows a gap. */
const MISSED = 3;
/** A back-filled past with a reading a minute is one curve. */
const GAP_AT_LEAST_MS = 1.5 * MINUTE_MS;

/** An expectation is drawn once so much of its row was read. */
const EXPECTED_FROM = 0.25;

type Deps = {
  store: Pick<Store, "readings" | "alarms" | "models">;
  energy: Energy;
  timezone: string;
};
type Asked = { metric: string; span: SpanName; until?: number };

/**
 * One metric of one machine over a period, from readings or roll-ups. Times in epoch milliseconds.
 *
 * @param value the newest value, whose band is drawn
 */
export async function chartOf(
  { store, energy, timezone }: Deps,
  machine: Machine,
  { metric, span, until }: Asked,
  value: Value | undefined,
  now: number,
): Promise<ChartData> {
  const isNewest = until === undefined || until >= now;
  const to = isNewest ? now : until;
  const { ms, rolled, columnSeconds } = SPANS[span];
  const from = to - ms;
  const [points, alarms, expected] = await Promise.all([
    pointsOf(store, machine.id, { metric, span, from, to }),
    marksOf(store, machine.id, { metric, from, to, timezone }),
    metric === "power_kw" ? expectedOf({ store, energy }, machine.id, from, to) : [],
  ]);
  const last = points.at(-1);
  const { low, high } = value ?? {};
  return {
    machineId: machine.id,
    metric,
    unit: value?.unit ?? unitOf(metric, machine.id),
    span,
    from,
    to,
    isNewest,
    columns: columnsOf(points, columnSeconds),
    last: isNewest && isRead(value) ? value : last ? { at: last.at, value: last.mean } : null,
    gapMs: Math.max(
      GAP_AT_LEAST_MS,
      MISSED * 1000 * Math.max(columnSeconds, rolled ?? 0, machine.data_interval_seconds),
    ),
    band: low !== undefined && high !== undefined ? { low, high } : null,
    expected,
    alarms,
  };
}

function isRead(value: Value | undefined): value is Value & { at: number; value: number } {
  return value !== undefined && value.value !== null && value.at !== null;
}

async function pointsOf(
  { readings }: Pick<Store, "readings">,
  machineId: string,
  { metric, span, from, to }: Period & { metric: string; span: SpanName },
): Promise<ChartPoint[]> {
  const { rolled: seconds } = SPANS[span];
  if (seconds === null) return (await readings.points(machineId, metric, from, to + 1)).map(single);
  const rows = await readings.rolled(machineId, metric, seconds, from, to);
  // The newest minute may not be rolled up to its end: take its readings, unless it is long over.
  const isNew = (rows.at(-1)?.at ?? -Infinity) >= to - TAIL_AT_MOST_MS;
  const minute = isNew && seconds * 1000 === MINUTE_MS ? rows.pop() : undefined;
  const end = minute?.at ?? (rows.at(-1)?.at ?? -Infinity) + seconds * 1000;
  const tail = await readings.points(machineId, metric, Math.max(end, to - TAIL_AT_MOST_MS), to + 1);
  const middle = (seconds * 1000) / 2;
  const inMiddle = (row: RolledPoint): ChartPoint => ({
    ...row,
    at: Math.min(row.at + middle, to),
    in: { from: row.at, to: Math.min(row.at + 2 * middle, to) },
  });
  return [...rows.map(inMiddle), ...tail.map(single)];
}

/** The alarms active in the period, oldest first; those opened up to a day before are searched too. */
async function marksOf(
  { alarms }: Pick<Store, "alarms">,
  machineId: string,
  { metric, from, to, timezone }: Period & { metric: string; timezone: string },
): Promise<AlarmMark[]> {
  const query = { machineIds: [machineId], from: from - DAY_MS, to, limit: MARKS_AT_MOST };
  const marks = (await alarms.list(query)).map((alarm) => ({
    id: alarm.id,
    from: Math.max(alarm.opened_at, from),
    to: endOf(alarm),
    severity: alarm.severity,
    sentence: sentenceOf(alarm, timezone),
    isOfMetric: alarm.metric === metric,
  }));
  return marks.filter(({ to: end }) => end === null || end >= from).reverse();
}

/** A finding of the past says so: nobody was called then. */
function sentenceOf(alarm: Alarm, timezone: string): string {
  const sentence = alarmText(alarm, timezone);
  return alarm.state === "finding" ? text.list([text.state.finding, sentence]) : sentence;
}

/** When an alarm was over; null while it is not. What was found of the past lasted an hour, or until it was last so. */
function endOf({ origin, state, opened_at, updated_at, cleared_at, resolved_at }: Alarm): number | null {
  if (cleared_at !== null) return cleared_at;
  if (origin === "detect") return opened_at + HOUR_MS;
  return state === "finding" ? updated_at : resolved_at;
}

/**
 * Mean power that the machine's baseline expects in each row, kW. A row that has only begun is drawn as far as
 * it goes, and not before enough of it was read to say anything.
 */
async function expectedOf(
  { store, energy }: Omit<Deps, "timezone">,
  machineId: string,
  from: number,
  to: number,
) {
  const [model] = await store.models.active(machineId);
  if (!model) return [];
  const length = model.seconds * 1000;
  const spans = await energy.spans(model, Math.floor(from / length) * length, to);
  return spans.flatMap(({ at, covered, predicted_kwh }): Expected[] =>
    covered < EXPECTED_FROM
      ? []
      : [
          {
            from: Math.max(at, from),
            to: Math.min(at + length, to),
            value: (predicted_kwh / covered / model.seconds) * HOUR_SECONDS,
          },
        ],
  );
}
