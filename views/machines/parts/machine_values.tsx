import type { Machine } from "../../../src/domain/machine/machine";
import type { Value } from "../../../src/live/state/machine_state";
import { text } from "../../../src/words/text";
import { ageClass } from "../../shared/age";
import { elementId } from "../../shared/element_id";
import { Gauge } from "../../shared/gauge";
import { MetricValue } from "../../shared/value";

/** The form that requests another chart. It holds the time range shown. */
export const CHART_FORM = "chart-form";

/** The element id of a machine's list of values. */
export function machineValuesId(machineId: string): string {
  return elementId("values", machineId);
}

/** The element id of a value's gauge on the page of its machine. */
export function valueGaugeId(machineId: string, metric: string): string {
  return elementId("value-gauge", machineId, metric);
}

/**
 * All metrics of a machine, each with a button for its chart and a gauge. Value and gauge are replaced on
 * their own, so that the button beside them keeps the focus.
 */
export function MachineValues({ machine, values, now }: { machine: Machine; values: Value[]; now: number }) {
  const age = ({ at }: Value) => ageClass(machine.data_interval_seconds, at === null ? Infinity : now - at);
  return (
    <ul id={machineValuesId(machine.id)} class="values" data-none={text.machines.noValues}>
      {values.map((value) => (
        <li>
          <ChartButton machineId={machine.id} metric={value.metric} />
          <MetricValue machineId={machine.id} value={value} age={age(value)} />
          <ValueGauge machineId={machine.id} value={value} />
        </li>
      ))}
    </ul>
  );
}

/** Shows the chart of a metric over the current time range. A button of the page's form: it knows no URL. */
function ChartButton({ machineId, metric }: { machineId: string; metric: string }) {
  return (
    <button
      id={elementId("chart-of", machineId, metric)}
      type="submit"
      form={CHART_FORM}
      name="metric"
      value={metric}
      title={metric}
      aria-label={text.machines.chartOf(text.metric(metric))}
    >
      {text.metric(metric)}
    </button>
  );
}

/** The gauge of a value. The style sheet hides it without a normal band. */
export function ValueGauge({ machineId, value }: { machineId: string; value: Value }) {
  return <Gauge machineId={machineId} value={value} id={valueGaugeId(machineId, value.metric)} />;
}
