import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { formatValue } from "../../src/domain/machine/metric";
import type { Point } from "../../src/domain/machine/reading";
import { MINUTE_MS } from "../../src/domain/time_units";
import type { Value } from "../../src/live/state/value";
import { text } from "../../src/words/text";
import { elementId } from "../shared/element_id";

const WIDTH = 240;
const HEIGHT = 48;
const MARGIN = 3;
/** The time range of a trend, in milliseconds. */
const TREND_MS = 15 * MINUTE_MS;

/** More points than this cannot be told apart at this width, and only make the page heavier. */
const MAX_POINTS = 120;

type TrendProps = { machineId: string; value: Value; points: Point[]; now: number };

/**
 * The last 15 minutes of a machine's main metric, over its normal band. It ends at `now`, so that silence is
 * visible.
 */
export function Trend({ machineId, value, points, now }: TrendProps) {
  const shown = thinned(points.filter((point) => point.at > now - TREND_MS));
  const x = scaleLinear([now - TREND_MS, now], [0, WIDTH]);
  const y = heights(shown, value);
  const path = line<Point>(
    (point) => x(point.at),
    (point) => y(point.value),
  ).digits(1)(shown);
  return (
    <svg
      id={elementId("trend", machineId)}
      class="trend"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.tile.trend(text.metric(value.metric, machineId), rangeOf(shown, value))}
    >
      {value.low !== undefined && value.high !== undefined && value.high > value.low && (
        <rect
          class="band"
          x="0"
          y={y(value.high).toFixed(1)}
          width={WIDTH}
          height={(y(value.low) - y(value.high)).toFixed(1)}
        />
      )}
      {path && <path class="line" d={path} />}
    </svg>
  );
}

function rangeOf(points: Point[], { unit }: Value): string {
  if (points.length === 0) return text.tile.trendNone;
  const values = points.map(({ value }) => value);
  const [low, high] = [formatValue(Math.min(...values)), text.quantity(Math.max(...values), unit)];
  return low === formatValue(Math.max(...values)) ? high : text.tile.trendRange(low, high);
}

function heights(points: Point[], { low, high }: Value) {
  let bottom = low ?? Infinity;
  let top = high ?? -Infinity;
  for (const { value } of points) {
    bottom = Math.min(bottom, value);
    top = Math.max(top, value);
  }
  if (!(bottom < top)) [bottom, top] = Number.isFinite(bottom) ? [bottom - 1, bottom + 1] : [0, 1];
  return scaleLinear([bottom, top], [HEIGHT - MARGIN, MARGIN]);
}

function thinned(points: Point[]): Point[] {
  const step = Math.ceil(points.length / MAX_POINTS);
  return step <= 1 ? points : points.filter((_, index) => (points.length - 1 - index) % step === 0);
}
