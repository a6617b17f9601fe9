import { scaleLinear } from "d3-scale";
import { formatValue } from "../../../src/domain/machine/metric";
import type { AlarmMark, ChartData } from "../../../src/http/pages/machines/chart";
import { SPANS } from "../../../src/domain/machine/chart_span";
import { fixed, HEIGHT, PlotCurves, type Scale, WIDTH } from "./plot_curves";
import { ToneIcon } from "../../shared/icons";
import { timeTicks } from "../../shared/time_ticks";

/** Margins around the curves in per cent: above for alarm signs, below for times. */
const TOP = 8;
const BOTTOM = 10;
/** Free space above and below the curves, as a share of their range. */
const MARGIN = 0.06;
/** A sign closer to an edge than this, in per cent, is moved inwards. */
const SIGN_EDGE = 1.5;
/** A label closer to an edge than this, in per cent, would be cut off. */
const EDGE = 3;
const VALUE_TICKS = 5;

type PlotProps = { chart: ChartData; timezone: string; labelledBy: string };

/**
 * A metric in time: mean, range, expected values and alarms. Curves stretch with the page. Labels do not:
 * they stand outside the stretched picture, at positions in per cent.
 * @param labelledBy id of the sentence that says the same
 */
export function Plot({ chart, timezone, labelledBy }: PlotProps) {
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
        <PlotCurves chart={chart} x={x} y={y} />
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

/** The lowest and highest value drawn, with a margin; 0 to 1 when nothing is drawn. */
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
