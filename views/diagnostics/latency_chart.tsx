import { scaleLinear, scaleLog } from "d3-scale";
import type { Latencies, MinuteLatency } from "../../src/live/state/latency_histogram";
import { text } from "../../src/words/text";
import { plantMinute } from "../shared/time";
import { timeTicks } from "../shared/time_ticks";
import { MINUTE_MS } from "../../src/domain/time_units";

const words = text.screens;
/** An hour, and the current minute. */
const MINUTES = 61;
const TICK_MINUTES = 15;
/** The scale in milliseconds. Slower events are drawn at the upper edge; the caption says how slow. */
const FASTEST_MS = 1;
const SLOWEST_MS = 10_000;
const TICKS_MS = [1, 10, 100, 1_000, 10_000];
/** Two familiar limits: what people perceive as immediate, and what does not interrupt them. */
const MARKED_MS = new Set([100, 1_000]);
/** Margins in per cent: above for a label of the scale, below for the times. */
const TOP = 9;
const BOTTOM = 11;
/** A time label closer to an edge than this, in per cent, would be cut off. */
const EDGE = 5;
/** Width of a bar as a share of its minute. */
const BAR = 0.7;

type LatencyChartProps = { latencies: Latencies; timezone: string; now: number };

/**
 * The latency of events in each minute of the last hour, replaced by the id `latency`: a bar from the median
 * to the 99th percentile, a circle for the slowest event, a dash for the round trips of screens. A minute
 * without events is empty.
 */
export function LatencyChart({ latencies, timezone, now }: LatencyChartProps) {
  const isEmpty = latencies.drawn.length === 0 && latencies.lag.length === 0;
  const to = Math.ceil((now + 1) / MINUTE_MS) * MINUTE_MS;
  const from = to - MINUTES * MINUTE_MS;
  const x = scaleLinear([from, to], [0, 100]).clamp(true);
  const y = scaleLog([FASTEST_MS, SLOWEST_MS], [100 - BOTTOM, TOP]).clamp(true);
  const times = timeTicks(from, to, TICK_MINUTES, timezone).filter((time) => fits(x(time.at)));
  return (
    <figure id="latency" class="latency-hour">
      <figcaption id="latency-words">{summaryOf(latencies, timezone)}</figcaption>
      <svg role="img" aria-labelledby="latency-words">
        {TICKS_MS.map((ms) => (
          <line
            class={MARKED_MS.has(ms) ? "mark" : "grid"}
            data-ms={String(ms)}
            x2="100%"
            y1={at(y(ms))}
            y2={at(y(ms))}
          />
        ))}
        {times.map((time) => (
          <text class="tick" x={at(x(time.at))} y="100%" dy="-3" text-anchor="middle">
            {time.label}
          </text>
        ))}
        {latencies.lag.map((minute) => (
          <rect class="lag" {...column(minute, x)} y={at(y(minute.p50) - 0.5)} height="1%" />
        ))}
        {latencies.drawn.map((minute) => (
          <g data-minute={plantMinute(minute.at, timezone)}>
            <rect
              class="pace"
              {...column(minute, x)}
              y={at(y(minute.p99))}
              height={at(Math.max(1, y(minute.p50) - y(minute.p99)))}
            />
            <circle class="slowest" cx={at(x(minute.at + MINUTE_MS / 2))} cy={at(y(minute.max))} r="3" />
          </g>
        ))}
        {TICKS_MS.map((ms) => (
          <text class="tick" y={at(y(ms))} dy="-4">
            {text.latency(ms)}
          </text>
        ))}
      </svg>
      {!isEmpty && (
        <ul aria-hidden="true">
          {(["range", "slowest", "lag"] as const).map((name) => (
            <li data-mark={name}>{words.legend[name]}</li>
          ))}
        </ul>
      )}
    </figure>
  );
}

/** Position and width of a minute. */
function column({ at: begin }: MinuteLatency, x: (at: number) => number) {
  const width = (100 / MINUTES) * BAR;
  return { x: at(x(begin + MINUTE_MS / 2) - width / 2), width: at(width) };
}

/** The chart in words. */
function summaryOf({ drawn, lag }: Latencies, timezone: string): string {
  const slowest = drawn.toSorted((a, b) => b.max - a.max)[0];
  const count = drawn.reduce((sum, minute) => sum + minute.count, 0);
  const events = slowest
    ? [
        words.pace(count, drawn.length),
        words.slowest(text.latency(slowest.max), plantMinute(slowest.at, timezone)),
        words.typical(text.latency(slowest.p50), text.latency(slowest.p99)),
      ].join("; ")
    : words.noLatency;
  const lags = lag.length > 0 ? words.lags(text.latency(Math.max(...lag.map(({ max }) => max)))) : "";
  return `${events} ${lags}`.trim();
}

/** Whether a label centered here is not cut off. */
const fits = (percent: number) => percent > EDGE && percent < 100 - EDGE;
const at = (percent: number) => `${percent.toFixed(2)}%`;
