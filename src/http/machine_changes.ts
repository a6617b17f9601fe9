import { HTTPException } from "hono/http-exception";
import type { Machine, MachineChange, NewMachine } from "../domain/machine/machine";
import type { By } from "../people/actor";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { SiteCache } from "../site/site_cache";
import type { Store } from "../store/store";

export type MachineChangeDeps = {
  store: Pick<Store, "machines">;
  machineRegistry: MachineRegistry;
  site: Pick<SiteCache, "areas" | "refresh">;
  /** Called with a new or changed machine. */
  onChange(machine: Machine): void;
};

/** Registers and changes machines, in the store and in what is known of them here. */
export function machineChanges({ store: { machines }, machineRegistry, site, onChange }: MachineChangeDeps) {
  function put(machine: Machine | undefined) {
    if (!machine) return;
    machineRegistry.put(machine);
    onChange(machine);
  }

  /** A retired machine gives up each name that another takes: both are known by their new names at one moment. */
  async function claiming<T extends Machine | undefined>(
    { name = "", aliases = [] }: MachineChange,
    write: () => Promise<T>,
  ) {
    const holders = new Set([name, ...aliases].map((word) => machineRegistry.find(word)?.id));
    const machine = await write();
    const others: (Machine | undefined)[] = [];
    try {
      for (const id of holders)
        if (id !== undefined && id !== machine?.id) others.push(await machines.find(id));
    } finally {
      [machine, ...others].forEach(put);
    }
    return machine;
  }

  /** The id of the area that a word names. */
  async function placed<T extends { area?: string | null | undefined }>(fields: T): Promise<T> {
    const { area: word } = fields;
    if (word === undefined || word === null) return fields;
    // Another server may have just made it.
    if (!site.areas().find(word)) await site.refresh();
    const area = site.areas().find(word);
    if (area) return { ...fields, area: area.id };
    const message = `area: There is no area ${JSON.stringify(word)}: GET /api/v1/areas lists them`;
    throw new HTTPException(400, { message });
  }

  return {
    /**
     * @throws {Conflict} when the name is taken, or it would feed itself; {HTTPException} 400 when there is no such area
     * or machine
     */
    register: (fields: NewMachine, by: By) =>
      claiming(fields, async () => machines.add(await placed(fedBy(fields, machineRegistry)), by)),
    /**
     * Undefined when there is no such machine.
     * @throws {Conflict} when the new name is taken, or machines would feed each other in a loop; {HTTPException} 400
     * when there is no such area or machine
     */
    change: (id: string, fields: MachineChange, named: string | undefined, by: By) =>
      claiming(fields, async () =>
        machines.change(id, await placed(fedBy(fields, machineRegistry)), named, by),
      ),
  };
}

/** The ids of the machines that words name, each once. */
function fedBy<T extends { fed_by?: string[] | undefined }>(
  fields: T,
  known: Pick<MachineRegistry, "find">,
): T {
  if (!fields.fed_by) return fields;
  const ids = fields.fed_by.map((word) => {
    const machine = known.find(word);
    if (machine) return machine.id;
    throw new HTTPException(400, { message: `fed_by: There is no machine ${JSON.stringify(word)}` });
  });
  return { ...fields, fed_by: [...new Set(ids)] };
}
