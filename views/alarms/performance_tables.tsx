import type { Frequent } from "../../src/alarms/performance/conditions";
import type { FigureLine, Unit } from "../../src/alarms/performance/targets";
import { formatFixed, formatValue } from "../../src/domain/machine/metric";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { TableHead } from "../shared/table_head";
import { catalogueUrl } from "./catalogue_filters";

const words = text.performance;

/** Each figure beside its target, and whether it is met: in words, not by colour. */
export function FigureTable({ lines }: { lines: readonly FigureLine[] }) {
  return (
    <table class="audit" aria-label={words.figures}>
      <TableHead columns={words.columns} />
      <tbody>
        {lines.map((line) => (
          <tr data-figure={line.key}>
            <th scope="row">{words.figure[line.key]}</th>
            <td class="short">{shown(line.value, line.unit)}</td>
            <td class="short">{targetText(line)}</td>
            <td class="short">{line.target?.source ?? ""}</td>
            <td class="short">{resultText(line)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type FrequentProps = {
  site: Site;
  frequent: readonly Frequent[];
  nameOf(machineId: string): string;
};

/** The alarms that call most often; each leads to its entry in the catalogue. */
export function FrequentTable({ site, frequent, nameOf }: FrequentProps) {
  if (frequent.length === 0) return <p>{words.noAlarms}</p>;
  return (
    <table class="audit" aria-labelledby="frequent-title">
      <TableHead columns={words.frequentColumns} />
      <tbody>
        {frequent.map(({ machineId, metric, type, count, share, chatters }) => {
          const machine = machineId === null ? words.noMachine : nameOf(machineId);
          const alarm = alarmText(metric, type, machineId);
          const entry = catalogueUrl(site, {
            ...(machineId === null ? {} : { machine: machineId }),
            ...(metric === null ? {} : { q: metric }),
          });
          return (
            <tr>
              <td>
                <bdi>{machine}</bdi>
              </td>
              <td>
                <a href={entry} aria-label={words.inCatalogueOf(`${machine}, ${alarm}`)}>
                  <bdi>{alarm}</bdi>
                </a>
                {chatters && ` (${words.chatters})`}
              </td>
              <td class="short">{formatValue(count)}</td>
              <td class="short">{shown(share, "share")}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The metric, and in which way it is abnormal. */
function alarmText(metric: string | null, type: string, machineId: string | null): string {
  const kind = type.replaceAll("_", " ");
  return metric === null ? kind : `${text.metric(metric, machineId)}: ${kind}`;
}

function shown(value: number | null, unit: Unit): string {
  if (value === null) return formatValue(null);
  if (unit === "ms") return words.time(value);
  if (unit === "share") return words.share(formatFixed(value * 100, 1));
  return Number.isInteger(value) ? formatValue(value) : formatFixed(value, 2);
}

function targetText({ target, unit }: FigureLine): string {
  return target ? words.bound[target.bound](shown(target.value, unit)) : words.noTarget;
}

function resultText({ met }: FigureLine): string {
  if (met === null) return formatValue(null);
  return met ? words.met : words.notMet;
}
