import { type ScaleLinear, scaleLinear } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { formatValue } from "../../src/domain/machine/metric";
import type { AlarmMark, ChartData, Column, Expected } from "../../src/http/pages/machines/chart";
import { SPANS } from "../../src/domain/machine/chart_span";
import { ToneIcon } from "./icons";
import { timeTicks } from "./time_ticks";

const WIDTH = 1000;
const HEIGHT = 400;
/** Room round the curves in per cent: signs of alarms above, times below. */
const TOP = 8;
const BOTTOM = 10;
/** Part of the range of values left free above and below them. */
const MARGIN = 0.06;
/** A sign nearer to an edge than this, in per cent, is moved inwards. */
const SIGN_EDGE = 1.5;
/** A label nearer to an edge than this, in per cent, would be cut. */
const EDGE = 3;
const VALUE_TICKS = 5;

type Scale = ScaleLinear<number, number>;

/**
 * A metric in time: mean, range, what was to be expected, and alarms. Curves stretch with the page; words do not, for
 * they stand beside the stretched picture at places in per cent.
 * @param labelledBy id of the sentence that tells the same
 */
export function Plot({
  chart,
  timezone,
  labelledBy,
}: {
  chart: ChartData;
  timezone: string;
  labelledBy: string;
}) {
  const x = scaleLinear([chart.from, chart.to], [0, WIDTH]).clamp(true);
  const y = scaleLinear(rangeOf(chart), [HEIGHT, 0]);
  const times = timeTicks(chart.from, chart.to, SPANS[chart.span].tickMinutes, timezone);
  const values = y.ticks(VALUE_TICKS);
  return (
    <svg class="plot" role="img" aria-labelledby={labelledBy}>
      <svg
        y={`${TOP}%`}
        height={`${100 - TOP - BOTTOM}%`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        <path class="grid" d={values.map((value) => `M0 ${fixed(y(value))}h${WIDTH}`).join("")} />
        <path class="grid" d={times.map(({ at }) => `M${fixed(x(at))} 0v${HEIGHT}`).join("")} />
        <Normal chart={chart} x={x} y={y} />
        {chart.alarms.map((alarm) => alarm.isOfMetric && <AlarmTime alarm={alarm} to={chart.to} x={x} />)}
        <Curves chart={chart} x={x} y={y} />
      </svg>
      {values.map((value) => (
        <text class="tick" x="4" y={`${fixed(TOP + (y(value) / HEIGHT) * (100 - TOP - BOTTOM))}%`} dy="-4">
          {formatValue(value)} {value === values.at(-1) && <tspan>{chart.unit}</tspan>}
        </text>
      ))}
      {times.map(({ at, label, isDay }, index) => {
        const place = (x(at) / WIDTH) * 100;
        if (place < EDGE || place > 100 - EDGE) return null;
        const kind = `time ${isDay ? "day" : ""} ${index % 2 ? "odd" : ""}`;
        return (
          <text class={`tick ${kind}`.trim()} x={`${fixed(place)}%`} y="100%" dy="-6">
            {label}
          </text>
        );
      })}
      {chart.alarms.map((alarm) => (
        <AlarmSign alarm={alarm} x={x} />
      ))}
    </svg>
  );
}

type Drawn = { chart: ChartData; x: Scale; y: Scale };

/** What was to be expected, from the machine's baseline; without one, the band that is normal now. */
function Normal({ chart: { expected, band }, x, y }: Drawn) {
  if (expected.length > 0) return <path class="expected" d={expectedPath(expected, x, y)} />;
  if (!band || band.high <= band.low) return null;
  const height = fixed(y(band.low) - y(band.high));
  return <rect class="band" x="0" y={fixed(y(band.high))} width={WIDTH} height={height} />;
}

function Curves({ chart, x, y }: Drawn) {
  const columns = withGaps(chart.columns, chart.gapMs);
  const isRead = ({ mean }: Column) => !Number.isNaN(mean);
  const at = (column: Column) => x(column.at);
  const range = area<Column>(
    at,
    ({ low }) => y(low),
    ({ high }) => y(high),
  )
    .defined(isRead)
    .digits(1)(columns);
  const mean = line<Column>(at, ({ mean }) => y(mean))
    .defined(isRead)
    .digits(1)(columns);
  return (
    <>
      {range && <path class="range" d={range} />}
      {mean && <path class="line" d={mean} />}
    </>
  );
}

/** Between two columns that lie too far apart stands one that is not drawn. */
function withGaps(columns: readonly Column[], gapMs: number): Column[] {
  return columns.flatMap((column, index) => {
    const before = columns[index - 1];
    const isGap = before && column.at - before.at > gapMs;
    return isGap ? [{ at: column.at, mean: NaN, low: NaN, high: NaN }, column] : [column];
  });
}

function expectedPath(expected: readonly Expected[], x: Scale, y: Scale): string {
  const corners = expected.flatMap(({ from, to, value }, index) => {
    const joins = expected[index + 1]?.from === to;
    const start = { at: from, value };
    return joins ? [start] : [start, { at: to, value }, { at: to, value: NaN }];
  });
  const path = line<(typeof corners)[number]>(
    ({ at }) => x(at),
    ({ value }) => y(value),
  )
    .defined(({ value }) => !Number.isNaN(value))
    .curve(curveStepAfter)
    .digits(1)(corners);
  return path ?? "";
}

function AlarmTime({ alarm, to, x }: { alarm: AlarmMark; to: number; x: Scale }) {
  const start = x(alarm.from);
  const width = Math.max(1, x(alarm.to ?? to) - start);
  return (
    <rect class={`abnormal ${alarm.severity}`} x={fixed(start)} y="0" width={fixed(width)} height={HEIGHT} />
  );
}

function AlarmSign({ alarm, x }: { alarm: AlarmMark; x: Scale }) {
  const place = Math.min(Math.max((x(alarm.from) / WIDTH) * 100, SIGN_EDGE), 100 - SIGN_EDGE);
  return (
    <g class={alarm.isOfMetric ? "mark-of" : "mark-of other"} transform="translate(-9 0)">
      <title>{alarm.sentence}</title>
      <svg x={`${fixed(place)}%`} y="2" width="18" height="18" overflow="visible">
        <ToneIcon tone={alarm.severity} />
      </svg>
    </g>
  );
}

/** The lowest and highest of all that is drawn, with a margin; 0 to 1 when there is nothing. */
function rangeOf({ columns, band, expected }: ChartData): [number, number] {
  const isBand = expected.length === 0 && band;
  let bottom = isBand ? band.low : Infinity;
  let top = isBand ? band.high : -Infinity;
  for (const { low, high } of columns) {
    bottom = Math.min(bottom, low);
    top = Math.max(top, high);
  }
  for (const { value } of expected) {
    bottom = Math.min(bottom, value);
    top = Math.max(top, value);
  }
  if (!Number.isFinite(bottom)) return [0, 1];
  const margin = (top - bottom) * MARGIN || Math.max(Math.abs(top) * MARGIN, 1e-3);
  return [bottom - margin, top + margin];
}

const fixed = (value: number) => String(Math.round(value * 10) / 10);
