import type { ScaleLinear } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import type { AlarmMark, ChartData, Expected } from "../../../src/http/pages/machines/chart";
import type { Column } from "../../../src/http/pages/machines/columns";

/** The size of the stretched picture in its own units. */
export const WIDTH = 1000;
export const HEIGHT = 400;

export type Scale = ScaleLinear<number, number>;

type ScaledChart = { chart: ChartData; x: Scale; y: Scale };

/** The layers of a plot that stretch with it, the curves on top. */
export function PlotCurves(scaled: ScaledChart) {
  const { chart, x } = scaled;
  return (
    <>
      <Normal {...scaled} />
      {chart.alarms.map((alarm) => alarm.isOfMetric && <AlarmTime alarm={alarm} to={chart.to} x={x} />)}
      <Curves {...scaled} />
    </>
  );
}

/** The expected values of the machine's baseline; without a baseline, the normal band of now. */
function Normal({ chart: { expected, band }, x, y }: ScaledChart) {
  if (expected.length > 0) return <path class="expected" d={expectedPath(expected, x, y)} />;
  if (!band || band.high <= band.low) return null;
  const height = fixed(y(band.low) - y(band.high));
  return <rect class="band" x="0" y={fixed(y(band.high))} width={WIDTH} height={height} />;
}

function Curves({ chart, x, y }: ScaledChart) {
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

/** Puts a column that is not drawn between columns that are too far apart, which breaks the curve there. */
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

/** A coordinate with one digit: more only make the page heavier. */
export const fixed = (value: number) => String(Math.round(value * 10) / 10);
