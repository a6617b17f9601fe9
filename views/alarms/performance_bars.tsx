import { scaleLinear } from "d3-scale";
import type { Figures } from "../../src/alarms/performance/figures";
import { formatFixed } from "../../src/domain/machine/metric";
import { plantClock, plantDateTime } from "../../src/domain/plant_time";
import { text } from "../../src/words/text";

const words = text.performance;
const WIDTH = 720;
const HEIGHT = 160;
/** What a day and an hour may have (ISA-18.2). */
const TARGET = { day: 150, hour: 6 };
/** Of each priority, in per cent (ISA-18.2). */
const TARGET_SHARES = { low: 80, medium: 15, high: 5 } as const;

type BarsProps = { bars: Figures["bars"]; isByHour: boolean; timezone: string };

/** The alarms of each hour or day; those over the target stand out, and a line is the target. */
export function AlarmBars({ bars, isByHour, timezone }: BarsProps) {
  const target = isByHour ? TARGET.hour : TARGET.day;
  const most = bars.reduce((largest, { count }) => Math.max(largest, count), 0);
  const y = scaleLinear([0, Math.max(most, target) * 1.05], [HEIGHT, 0]);
  const width = WIDTH / Math.max(1, bars.length);
  const when = (at: number) =>
    isByHour ? plantClock(at, timezone, "minutes") : plantDateTime(at, timezone).toPlainDate().toString();
  const title = isByHour ? words.perHour : words.perDay;
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words.bars(title, most, target)}
    >
      {bars.map(({ from, count }, place) => (
        <rect
          class={count > target ? "over" : undefined}
          x={(place * width).toFixed(1)}
          y={y(count).toFixed(1)}
          width={(width * 0.85).toFixed(1)}
          height={(HEIGHT - y(count)).toFixed(1)}
        >
          <title>{words.barTitle(when(from), count)}</title>
        </rect>
      ))}
      <line class="target" x1="0" x2={WIDTH} y1={y(target).toFixed(1)} y2={y(target).toFixed(1)} />
    </svg>
  );
}

const ROW = 24;

/** The share of each priority; a line is its target. */
export function PriorityBars({ priorities }: Pick<Figures, "priorities">) {
  const classes = ["low", "medium", "high"] as const;
  const percent = (name: (typeof classes)[number]) => (priorities[name].share ?? 0) * 100;
  const x = scaleLinear([0, 100], [0, WIDTH]);
  const shares = classes.map(
    (name) => `${words.priority[name]} ${words.share(formatFixed(percent(name), 1))}`,
  );
  return (
    <>
      <p>{shares.join(", ")}</p>
      <svg
        class="bars flat"
        viewBox={`0 0 ${WIDTH} ${ROW * classes.length}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.prioritiesOf(shares.join(", "))}
      >
        {classes.map((name, place) => (
          <g>
            <rect x="0" y={place * ROW + 3} width={x(percent(name)).toFixed(1)} height={ROW - 6} />
            <line
              class="target"
              x1={x(TARGET_SHARES[name])}
              x2={x(TARGET_SHARES[name])}
              y1={place * ROW}
              y2={(place + 1) * ROW}
            />
          </g>
        ))}
      </svg>
    </>
  );
}
