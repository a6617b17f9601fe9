import { formatLive } from "../../src/domain/machine/metric";
import type { Value } from "../../src/live/state/value";
import { elementId } from "./element_id";

/** Longer numbers are smaller, to leave room for the gauge, and the longest still more. */
const LONG_NUMBER = 6;
const LONGEST_NUMBER = 10;

/** The element id of a machine's value of a metric. */
export function valueId(machineId: string, metric: string): string {
  return elementId("value", machineId, metric);
}

/**
 * A live value. It must be replaced as a whole, never morphed, or the animation of its age class would not
 * restart.
 * @param age classes from `ageClass`
 */
export function MetricValue({ machineId, value, age }: { machineId: string; value: Value; age: string }) {
  const number = formatLive(value.metric, value.value, machineId);
  const long = number.length > LONGEST_NUMBER ? "longest" : number.length > LONG_NUMBER ? "long" : "";
  return (
    <span
      id={valueId(machineId, value.metric)}
      class={`value ${age} ${long}`.trim()}
      data-metric={value.metric}
    >
      <span class="number">{number}</span> <small>{value.unit}</small>
    </span>
  );
}
