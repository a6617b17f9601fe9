import { z } from "zod";
import type { CatalogueEntry } from "../alarms/catalogue/entries";
import { labelOf } from "../domain/machine/labels";
import { text } from "../words/text";
import { machinesIn } from "./asked_machines";
import type { CatalogueDeps, Narrowed } from "./catalogue";

/** The catalogue narrowed to a machine or an area, and to a text. */
export type CatalogueFilter = { machine?: string; area?: string; q?: string };

const word = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .transform((typed) => typed || undefined)
    .optional()
    .catch(undefined);

export const catalogueFilter = z.object({ machine: word(120), area: word(600), q: word(200) });

/** What a filter narrows the catalogue to; what nothing bears narrows it to nothing. */
export function narrowedBy(
  deps: Pick<CatalogueDeps, "machineRegistry" | "site">,
  filter: CatalogueFilter,
): Narrowed {
  const { machine, area, q } = filter;
  const needle = q?.toLowerCase();
  return {
    machineIds: machine || area ? idsOf(deps, machine, area) : undefined,
    isMatch: needle === undefined ? undefined : (entry) => wordsOf(entry).includes(needle),
  };
}

function idsOf(
  deps: Pick<CatalogueDeps, "machineRegistry" | "site">,
  machine: string | undefined,
  area: string | undefined,
): ReadonlySet<string> {
  if (machine) return new Set([deps.machineRegistry.find(machine)?.id ?? machine]);
  const found = deps.site.areas().find(area ?? "");
  return new Set(found ? machinesIn(deps, found.id) : []);
}

function wordsOf({ kind, machine, metric }: CatalogueEntry): string {
  const metricWords = metric === null ? [] : [metric, labelOf(metric, machine?.id)];
  return [machine?.name ?? text.alarmCatalogue.plant, ...metricWords, text.alarmCatalogue.kind[kind]]
    .join("\n")
    .toLowerCase();
}
