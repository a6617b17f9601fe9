import { scaleLinear, scaleLog } from "d3-scale";
import type { Latencies, MinuteLatency } from "../../src/live/state/latency_histogram";
import { text } from "../../src/words/text";
import { plantMinute } from "../shared/time";
import { timeTicks } from "../shared/time_ticks";
import { MINUTE_MS } from "../../src/domain/time_units";

const words = text.screens;
/** An hour, and the minute under way. */
const MINUTES = 61;
const TICK_MINUTES = 15;
/** What is drawn, in milliseconds; slower than that stands at the upper edge, and the sentence says how slow. */
const FASTEST_MS = 1;
const SLOWEST_MS = 10_000;
const TICKS_MS = [1, 10, 100, 1_000, 10_000];
/** Seen at once, and still no reason to look twice. */
const MARKED_MS = new Set([100, 1_000]);
/** Room in per cent: a word of the scale above, times below. */
const TOP = 9;
const BOTTOM = 11;
/** A time nearer to an edge than this, in per cent, would be cut. */
const EDGE = 5;
/** Part of a minute's width that its bar takes. */
const BAR = 0.7;

type PictureProps = { latencies: Latencies; timezone: string; now: number };

/**
 * How long events took in each minute of the last hour, replaced by the id `latency`: a bar from half to 99 % of them,
 * a circle for the slowest, a dash for the screens' round trips. A minute without any stays empty.
 */
export function LatencyChart({ latencies, timezone, now }: PictureProps) {
  const isEmpty = latencies.drawn.length === 0 && latencies.lag.length === 0;
  const to = Math.ceil((now + 1) / MINUTE_MS) * MINUTE_MS;
  const from = to - MINUTES * MINUTE_MS;
  const x = scaleLinear([from, to], [0, 100]).clamp(true);
  const y = scaleLog([FASTEST_MS, SLOWEST_MS], [100 - BOTTOM, TOP]).clamp(true);
  const times = timeTicks(from, to, TICK_MINUTES, timezone).filter((time) => isWhole(x(time.at)));
  return (
    <figure id="latency" class="latency-hour">
      <figcaption id="latency-words">{sentence(latencies, timezone)}</figcaption>
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
            {words.duration(ms)}
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

/** The place of a minute. */
function column({ at: begin }: MinuteLatency, x: (at: number) => number) {
  const width = (100 / MINUTES) * BAR;
  return { x: at(x(begin + MINUTE_MS / 2) - width / 2), width: at(width) };
}

/** The picture in words. */
function sentence({ drawn, lag }: Latencies, timezone: string): string {
  const { duration } = words;
  const slowest = drawn.toSorted((a, b) => b.max - a.max)[0];
  const count = drawn.reduce((sum, minute) => sum + minute.count, 0);
  const told = slowest
    ? [
        words.pace(count, drawn.length),
        words.slowest(duration(slowest.max), plantMinute(slowest.at, timezone)),
        words.typical(duration(slowest.p50), duration(slowest.p99)),
      ].join("; ")
    : words.noLatency;
  const lags = lag.length > 0 ? words.lags(duration(Math.max(...lag.map(({ max }) => max)))) : "";
  return `${told} ${lags}`.trim();
}

/** Whether a word in the middle of this place is not cut at an edge. */
const isWhole = (percent: number) => percent > EDGE && percent < 100 - EDGE;
const at = (percent: number) => `${percent.toFixed(2)}%`;
