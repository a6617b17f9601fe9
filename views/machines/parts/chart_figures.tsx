import type { ChartData } from "../../../src/http/pages/machines/chart";
import type { Column } from "../../../src/http/pages/machines/columns";
import { text } from "../../../src/words/text";
import { plantMinute, plantTime } from "../../shared/time";

const words = text.chart;

type FiguresProps = { chart: ChartData; timezone: string; now: number };

/** The lowest, highest, average and newest value of a chart. */
export function ChartFigures({ chart, timezone, now }: FiguresProps) {
  const extremes = extremesOf(chart.columns);
  if (!extremes) return null;
  const { lowest, highest, mean } = extremes;
  const quantity = (value: number) => text.quantity(value, chart.unit);
  /** An extreme of a roll-up was read at some time in its span. */
  const timeOf = ({ from, to }: { from: number; to: number }) =>
    from === to
      ? plantTime(from, timezone, now)
      : words.period(plantMinute(from, timezone, now), plantMinute(to, timezone, now));
  const lastOf = ({ at, value }: { at: number; value: number }) => ({
    name: chart.isNewest ? words.now : words.last,
    value,
    time: plantTime(at, timezone, now),
  });
  const shown = [
    { name: words.lowest, value: lowest.low, time: timeOf(lowest.lowIn ?? instant(lowest.at)) },
    { name: words.highest, value: highest.high, time: timeOf(highest.highIn ?? instant(highest.at)) },
    { name: words.mean, value: mean, time: null },
    ...(chart.last ? [lastOf(chart.last)] : []),
  ];
  return (
    <dl class="figures">
      {shown.map(({ name, value, time }) => (
        <div>
          <dt>{name}</dt>
          <dd>
            {quantity(value)} {time !== null && <small>{time}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const instant = (at: number) => ({ from: at, to: at });

/** The sentence that tells screen readers what the chart shows. */
export function chartSummary(chart: ChartData, label: string, from: string, to: string): string {
  const extremes = extremesOf(chart.columns);
  if (!extremes) return words.none;
  const quantity = (value: number | undefined) => text.quantity(value, chart.unit);
  const { lowest, highest, mean } = extremes;
  const last = quantity(chart.last?.value);
  const figures = words.figures(
    quantity(lowest.low),
    quantity(highest.high),
    quantity(mean),
    last,
    chart.isNewest,
  );
  return words.summary(label, from, to, figures, chart.alarms.length);
}

/** The mean of the column means: all columns are equally long. */
function extremesOf(columns: readonly Column[]) {
  const [first] = columns;
  if (!first) return null;
  let [lowest, highest, sum] = [first, first, 0];
  for (const column of columns) {
    if (column.low < lowest.low) lowest = column;
    if (column.high > highest.high) highest = column;
    sum += column.mean;
  }
  return { lowest, highest, mean: sum / columns.length };
}
