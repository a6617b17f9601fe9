import { stringify } from "csv-stringify/sync";
import { textCell } from "../alarms/catalogue/csv/cells";
import { linesOf } from "../alarms/performance/targets";
import { iso } from "../domain/iso";
import type { MachineRegistry } from "../ingest/machine_registry";
import { csvFileHeaders } from "./csv_file";
import type { Performance } from "./performance";

const COLUMNS = [
  "kind",
  "name",
  "machine",
  "metric",
  "type",
  "value",
  "unit",
  "target",
  "source",
  "met",
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string | number | null>>;

/** The figures, the most frequent alarms and the bars as CSV (RFC 4180, with the byte order mark). */
export function performanceCsv(
  { figures, period }: Performance,
  { find }: Pick<MachineRegistry, "find">,
): string {
  const lines = linesOf(figures).map(({ key, value, unit, target, met }): Row => ({
    ...{ kind: "figure", name: key, value, unit },
    ...(target ? { target: `${target.bound} ${target.value}`, source: target.source } : {}),
    met: met === null ? "" : met ? "met" : "not met",
  }));
  const frequent = figures.frequent.map(({ machineId, metric, type, count }, place): Row => ({
    ...{ kind: "frequent", name: place + 1, value: count, unit: "alarms", type: textCell(type) },
    machine: textCell((machineId && find(machineId)?.name) ?? machineId ?? ""),
    metric: textCell(metric ?? ""),
  }));
  const bars = figures.bars.map(({ from, count }): Row => ({
    kind: "bar",
    name: iso(from),
    value: count,
    unit: "alarms",
  }));
  const about: Row[] = [
    { kind: "period", name: "from", value: iso(period.from) },
    { kind: "period", name: "to", value: iso(period.to) },
    { kind: "figure", name: "alarms", value: figures.count, unit: "alarms" },
  ];
  return stringify([...about, ...lines, ...frequent, ...bars], {
    columns: [...COLUMNS],
    header: true,
    bom: true,
    record_delimiter: "windows",
    quoted_match: /[\r\n;\t]/,
  });
}

export const PERFORMANCE_CSV = csvFileHeaders("alarm-performance.csv");
