import type { Context, MiddlewareHandler } from "hono";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { PlacedArea } from "../domain/site/areas";
import type { SiteCache } from "../site/site_cache";
import { text } from "../words/text";
import type { Store } from "../store/store";
import { unknownArea, unknownMachine } from "./error_response";

const MACHINES_AT_MOST = 200;

export type AskedMachinesDeps = {
  machineRegistry: Pick<MachineRegistry, "find" | "all" | "changes">;
  site: Pick<SiteCache, "areas" | "refresh">;
  store: { alarms: Pick<Store["alarms"], "count">; events: Pick<Store["events"], "list"> };
};

/** The ids of the machines asked for (none: all); or the first word that nothing bears. */
export type AskedMachines = { ids: readonly string[] } | { unknown: string };
/** What a page is narrowed to: machines, or those of an area. */
export type Narrowing = { ids: readonly string[]; area?: PlacedArea };
/** The same of a page; or the first word that nothing bears. */
export type AskedOfPage = Narrowing | { unknown: string; isArea: boolean };

/**
 * The machines that words name, by id in any case or by name. A word that names none is kept where another
 * program has sent it with an alarm or an event: those are all that there is of its machine.
 */
export async function machinesOf(deps: AskedMachinesDeps, words: readonly string[]): Promise<AskedMachines> {
  const ids: string[] = [];
  for (const word of words) {
    const machine = deps.machineRegistry.find(word);
    if (!machine && !(await isBorne(deps, word))) return { unknown: word };
    ids.push(machine?.id ?? word);
  }
  return { ids: [...new Set(ids)] };
}

async function isBorne({ store: { alarms, events } }: AskedMachinesDeps, word: string): Promise<boolean> {
  const machineIds = [word];
  return (await alarms.count({ machineIds })) > 0 || (await events.list({ machineIds, limit: 1 })).length > 0;
}

/** The machines that the address of a page is narrowed to. */
function askedMachines(c: Context, deps: AskedMachinesDeps): Promise<AskedMachines> {
  return machinesOf(deps, (c.req.queries("machine") ?? []).filter(Boolean).slice(0, MACHINES_AT_MOST));
}

/** The area that the address of a page is narrowed to, or else its machines. */
export async function askedOfPage(c: Context, deps: AskedMachinesDeps): Promise<AskedOfPage> {
  const word = c.req.query("area");
  if (!word) {
    const asked = await askedMachines(c, deps);
    return "unknown" in asked ? { ...asked, isArea: false } : asked;
  }
  const area = await areaNamed(deps, word);
  return area ? { area, ids: machinesIn(deps, area.id) } : { unknown: word, isArea: true };
}

/** The sentence for what was asked for and is not there. */
export function notFound({ unknown, isArea }: { unknown: string; isArea: boolean }): string {
  return isArea ? text.noSuchArea(unknown) : text.noSuchMachine(unknown);
}

/** The area that a word names; another server may have just made it. */
export async function areaNamed({ site }: Pick<AskedMachinesDeps, "site">, word: string) {
  if (!site.areas().find(word)) await site.refresh().catch(() => {});
  return site.areas().find(word);
}

/**
 * The machines that stand in an area, and in all within it. The last id is that of no machine: without it, an
 * area without machines would be all of them.
 */
export function machinesIn(
  {
    site,
    machineRegistry,
  }: Pick<AskedMachinesDeps, "site"> & { machineRegistry: Pick<MachineRegistry, "all"> },
  areaId: string,
): string[] {
  const within = site.areas().within(areaId);
  const inIt = machineRegistry.all().filter(({ area }) => area !== null && within.has(area));
  return [...inIt.map(({ id }) => id), `area ${areaId}`];
}

/** The ids that words name, and the words that name none, for what is asked without a refusal. */
export function idsOf({ find }: Pick<MachineRegistry, "find">, words: readonly string[] = []): string[] {
  return [...new Set(words.map((word) => find(word)?.id ?? word))];
}

/**
 * Refuses a socket, or the question of a page, that names an unknown machine. A database that is away cannot
 * say who bears a word: then it is taken as it is, for screens must go on.
 * @param parameter that carries the words
 */
export function onlyKnownMachines(deps: AskedMachinesDeps, parameter: string): MiddlewareHandler {
  return async (c, next) => {
    const area = c.req.query("area");
    if (area && !(await areaNamed(deps, area))) return unknownArea(c, area);
    const words = (c.req.queries(parameter) ?? []).filter(Boolean).slice(0, MACHINES_AT_MOST);
    const machines = await machinesOf(deps, words).catch(() => ({ ids: words }));
    return "unknown" in machines ? unknownMachine(c, machines.unknown) : next();
  };
}
