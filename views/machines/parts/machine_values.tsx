import type { Machine } from "../../../src/domain/machine/machine";
import type { Value } from "../../../src/live/state/value";
import { text } from "../../../src/words/text";
import { ageOf } from "../../shared/age";
import { elementId } from "../../shared/element_id";
import { Gauge } from "../../shared/gauge";
import { markText } from "../../shared/mark_text";
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

/** The element id of what is said of a value that is not good. */
export function valueMarkId(machineId: string, metric: string): string {
  return elementId("value-mark", machineId, metric);
}

type ValuesProps = { machine: Machine; values: Value[]; timezone: string; now: number };

/**
 * All metrics of a machine, each with a button for its chart and a gauge. Value and gauge are replaced on
 * their own, so that the button beside them keeps the focus.
 */
export function MachineValues({ machine, values, timezone, now }: ValuesProps) {
  return (
    <ul id={machineValuesId(machine.id)} class="values" data-none={text.machines.noValues}>
      {values.map((value) => (
        <li>
          <ChartButton machineId={machine.id} metric={value.metric} />
          <MetricValue machineId={machine.id} value={value} age={ageOf(machine, value, now)} />
          <ValueGauge machineId={machine.id} value={value} />
          <ValueMark machineId={machine.id} value={value} timezone={timezone} now={now} />
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
      aria-label={text.machines.chartOf(text.metric(metric, machineId))}
    >
      {text.metric(metric, machineId)}
    </button>
  );
}

/** The gauge of a value. The style sheet hides it without a normal band. */
export function ValueGauge({ machineId, value }: { machineId: string; value: Value }) {
  return <Gauge machineId={machineId} value={value} id={valueGaugeId(machineId, value.metric)} />;
}

type MarkProps = { machineId: string; value: Value; timezone: string; now: number };

/** Why a value is not shown: "bad value since 08:12". Empty for a good one. */
export function ValueMark({ machineId, value, timezone, now }: MarkProps) {
  return (
    <small id={valueMarkId(machineId, value.metric)} class="value-mark">
      {markText(value, timezone, now)}
    </small>
  );
}
