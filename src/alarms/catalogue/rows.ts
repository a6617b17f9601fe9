import { type Guidance, type GuidanceEntry, guidanceKey } from "../../domain/alarm/guidance";
import { type Limit, type Limits, NO_LIMITS } from "../../domain/alarm/machine_limits";
import type { Machine } from "../../domain/machine/machine";
import { cellText, modesCell, textCell } from "./csv/cells";
import { type Column, GUIDANCE_COLUMNS, LIMIT_COLUMNS } from "./csv/columns";

/** The plant as its catalogue is made of it. */
export type CataloguePlant = {
  machines: readonly Pick<Machine, "id" | "name">[];
  /** The machine of an id or a name. */
  find(word: string): Pick<Machine, "id"> | undefined;
  metricsOf(machineId: string): readonly string[];
  limits: ReadonlyMap<string, Limits>;
  guidance: readonly GuidanceEntry[];
};

/** A line of the CSV; an empty cell is not set. */
export type CatalogueRow = Partial<Record<Column, string>>;

/**
 * The catalogue as rows: guidance of types, metrics and rules first, then each machine with its metrics. Each row says
 * all that is set of its alarms.
 */
export function catalogueRows(plant: CataloguePlant): CatalogueRow[] {
  const { machines, limits, guidance } = plant;
  const written = new Map(guidance.map((entry) => [guidanceKey(entry.scope), entry.guidance]));
  const shared = guidance
    .filter(({ scope }) => scope.machine_id === undefined)
    .map(({ scope: { machine_type = "", metric = "", rule = "" }, guidance }) => ({
      machine_type,
      metric: textCell(metric),
      rule: textCell(rule),
      ...guidanceCells(guidance),
    }));
  const metricsOfMachine = metricsIn(plant);
  const ofMachines = machines.flatMap(({ id, name }) => {
    const machine = nameCell(plant, id, name);
    const held = limits.get(id) ?? NO_LIMITS;
    const silent = { silent_minutes: numberCell(held.silent_minutes) };
    const own = { machine, ...silent, ...guidanceCells(written.get(guidanceKey({ machine_id: id }))) };
    const metrics = metricsOfMachine(id, held).map((metric) => ({
      machine,
      metric: textCell(metric),
      ...limitCells(held.metrics.find((limit) => limit.metric === metric)),
      ...guidanceCells(written.get(guidanceKey({ machine_id: id, metric }))),
    }));
    return [own, ...metrics];
  });
  return [...shared, ...ofMachines];
}

/** Tells the metrics of a machine: what it sends, what has a limit, and what somebody wrote about. */
export function metricsIn({ metricsOf, guidance }: Pick<CataloguePlant, "metricsOf" | "guidance">) {
  const written = Map.groupBy(guidance, ({ scope }) => scope.machine_id);
  return (id: string, { metrics }: Limits): string[] => {
    const about = written.get(id)?.flatMap(({ scope }) => scope.metric ?? []) ?? [];
    return [...new Set([...metricsOf(id), ...metrics.map(({ metric }) => metric), ...about])];
  };
}

/** Its name, unless that is read as something else. */
function nameCell({ find }: CataloguePlant, id: string, name: string): string {
  const cell = textCell(name);
  return find(cellText(cell).trim())?.id === id ? cell : id;
}

function limitCells(limit: Limit | undefined): CatalogueRow {
  if (!limit) return {};
  return Object.fromEntries(
    LIMIT_COLUMNS.map((name) => {
      const value = limit[name];
      if (typeof value === "string") return [name, value];
      return [name, typeof value === "object" ? textCell(modesCell(value)) : numberCell(value)];
    }),
  );
}

function guidanceCells(guidance: Guidance | undefined): CatalogueRow {
  if (!guidance) return {};
  return Object.fromEntries(
    GUIDANCE_COLUMNS.map((name) => {
      const value = guidance[name];
      return [name, typeof value === "string" ? textCell(value) : numberCell(value)];
    }),
  );
}

const numberCell = (value: number | undefined) => (value === undefined ? "" : String(value));
