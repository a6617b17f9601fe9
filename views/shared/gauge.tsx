import { scaleLinear } from "d3-scale";
import type { Value } from "../../src/live/state/value";
import { text } from "../../src/words/text";
import { elementId } from "./element_id";

const WIDTH = 240;

/**
 * A needle over the normal band. The band is the middle third of every gauge, so that a glance along a column
 * finds the needle that stands out. A needle beyond the scale stays at its end.
 */
export function Gauge({ machineId, value, id }: { machineId: string; value: Value; id?: string }) {
  const band = bandOf(value);
  return (
    <svg
      id={id ?? elementId("gauge", machineId)}
      class="gauge"
      viewBox={`0 0 ${WIDTH} 22`}
      preserveAspectRatio="none"
      role="img"
      aria-label={summaryOf(value, machineId)}
    >
      <rect class="scale" x="0" y="5" width={WIDTH} height="12" rx="2" />
      {band && <rect class="band" x={WIDTH / 3} y="5" width={WIDTH / 3} height="12" />}
      {band && value.value !== null && <path class="needle" d={`M${needleAt(value.value, band)} 0v22`} />}
    </svg>
  );
}

type Band = { low: number; high: number };

function bandOf({ low, high }: Value): Band | undefined {
  return low !== undefined && high !== undefined && high > low ? { low, high } : undefined;
}

function needleAt(value: number, { low, high }: Band): string {
  const x = scaleLinear([low, high], [WIDTH / 3, (2 * WIDTH) / 3])(value);
  return Math.min(Math.max(x, 0), WIDTH).toFixed(1);
}

function summaryOf(value: Value, machineId: string): string {
  const band = bandOf(value);
  const now = `${text.metric(value.metric, machineId)} ${text.quantity(value.value, value.unit)}`;
  if (!band) return text.tile.noBand(now);
  return text.tile.inBand(now, text.quantity(band.low, value.unit), text.quantity(band.high, value.unit));
}
