import type { Context, MiddlewareHandler } from "hono";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Store } from "../store/store";
import { unknownMachine } from "./error_response";

const MACHINES_AT_MOST = 200;

export type AskedMachinesDeps = {
  machineRegistry: Pick<MachineRegistry, "find">;
  store: { alarms: Pick<Store["alarms"], "count">; events: Pick<Store["events"], "list"> };
};

/** The ids of the machines asked for (none: all); or the first word that nothing bears. */
export type AskedMachines = { ids: string[] } | { unknown: string };

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
export function askedMachines(c: Context, deps: AskedMachinesDeps): Promise<AskedMachines> {
  return machinesOf(deps, (c.req.queries("machine") ?? []).filter(Boolean).slice(0, MACHINES_AT_MOST));
}

/** The ids that words name, and the words that name none, for what is asked without a refusal. */
export function idsOf({ find }: Pick<MachineRegistry, "find">, words: readonly string[] = []): string[] {
  return [...new Set(words.map((word) => find(word)?.id ?? word))];
}

/**
 * Refuses a socket, or the question of a page, that names an unknown machine. A database that is away cannot say
 * who bears a word: then it is taken as it is, for screens must go on.
 * @param parameter that carries the words
 */
export function onlyKnownMachines(deps: AskedMachinesDeps, parameter: string): MiddlewareHandler {
  return async (c, next) => {
    const words = (c.req.queries(parameter) ?? []).filter(Boolean).slice(0, MACHINES_AT_MOST);
    const machines = await machinesOf(deps, words).catch(() => ({ ids: words }));
    return "unknown" in machines ? unknownMachine(c, machines.unknown) : next();
  };
}
