import { formatFixed, formatValue } from "../../src/domain/machine/metric";
import type { ModelSummary } from "../../src/live/components/pages/training_jobs";
import { text } from "../../src/words/text";
import { elementId } from "../shared/element_id";
import { Instant } from "../shared/time";

/** The element id of a machine's row of the baselines. */
export function modelRowId(machineId: string): string {
  return elementId("model", machineId);
}

/** The active baseline of a machine: quality and formula. `data-key` sorts rows by the machine's name. */
export function ModelRow({ model, timezone }: { model: ModelSummary; timezone: string }) {
  const { machineId, machineName, version, heldOut, training, rmse, rows, formula, trainedAt } = model;
  const { verdict, kept, tried } = model;
  return (
    <tr
      id={modelRowId(machineId)}
      data-model-machine={machineId}
      data-key={machineName}
      data-verdict={verdict}
    >
      <th scope="row">
        <bdi>{machineName}</bdi>
      </th>
      <td>{formatValue(version)}</td>
      <td>{digits(heldOut)}</td>
      <td>{digits(training)}</td>
      <td>{text.quantity(rmse, "kWh")}</td>
      <td>{formatValue(rows)}</td>
      <td>
        <Instant at={trainedAt} timezone={timezone} />
      </td>
      <td class="formula">
        {verdict !== "good" && <b>{text.training.verdict[verdict]} </b>}
        {formula}
        {tried && <small>{triedText(tried, kept)}</small>}
      </td>
    </tr>
  );
}

function triedText(tried: readonly string[], kept: readonly string[]): string {
  const others = tried.filter((name) => !kept.includes(name));
  const names = others.length > 0 ? others.join(", ") : text.training.none;
  return text.training.tried(tried.length, kept.length, names);
}

const digits = (value: number | null) => (value === null ? text.unknown : formatFixed(value, 3));
