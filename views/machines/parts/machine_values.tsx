import type { Machine } from "../../../src/domain/machine/machine";
import type { Value } from "../../../src/live/state/machine_state";
import { labelOf, text } from "../../../src/words/text";
import { ageClass } from "../../shared/age";
import { elementId } from "../../shared/element_id";
import { Gauge } from "../../shared/gauge";
import { MetricValue } from "../../shared/value";

/** The form that asks for another chart: it holds the time that is shown. */
export const CHART_FORM = "chart-form";

/** The id of the list of a machine's values. */
export function machineValuesId(machineId: string): string {
  return elementId("values", machineId);
}

/** The id of one value's gauge on the machine's own page. */
export function valueGaugeId(machineId: string, metric: string): string {
  return elementId("value-gauge", machineId, metric);
}

/**
 * Every metric of a machine, each with its indicator. The value and the indicator are replaced by themselves, so that
 * the button beside them keeps the focus; that asks for the chart of its metric over the time that is shown now.
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

/** Belongs to the page's form, so that it knows no URL. */
function ChartButton({ machineId, metric }: { machineId: string; metric: string }) {
  return (
    <button
      id={elementId("chart-of", machineId, metric)}
      type="submit"
      form={CHART_FORM}
      name="metric"
      value={metric}
      title={metric}
      aria-label={text.machines.chartOf(labelOf(metric))}
    >
      {labelOf(metric)}
    </button>
  );
}

/** An indicator against the normal band; without one there is nothing to show it against. */
export function ValueGauge({ machineId, value }: { machineId: string; value: Value }) {
  return <Gauge machineId={machineId} value={value} id={valueGaugeId(machineId, value.metric)} />;
}
