import { type LoggedEvent, machineOf } from "../../domain/event";
import { withNote } from "../../domain/event_mending";
import { cut, foldName } from "../../domain/text";
import { type Context, inChunks, type Sql } from "../db/database";

type Named = { id: string; name: string; is_active: number };

/**
 * Reads the machines that other programs name in their events, by id in any case, by name or by an earlier
 * one, so that an event belongs to its machine. A word that names none is kept.
 * @returns gives an event the id of its machine, and says so in its details
 */
export async function machinesNamed(
  tx: Sql,
  context: Context,
  events: readonly LoggedEvent[],
): Promise<(event: LoggedEvent) => LoggedEvent> {
  const byWord = await machinesOf(tx, context, new Set(events.flatMap((event) => wordOf(event) ?? [])));
  return (event) => {
    const word = wordOf(event);
    const machine = word && (byWord.get(word) ?? byWord.get(word.toLowerCase()));
    if (!machine || machine.id === event.machine_id) return event;
    return withNote(
      { ...event, machine_id: machine.id },
      `machine_id: ${JSON.stringify(cut(word, 60))} is ${machine.id}`,
    );
  };
}

/** The word for the event's machine: its id, or the name where it has no id. */
function wordOf(event: LoggedEvent): string | undefined {
  const { machine_name } = event;
  const word = machineOf(event) ?? (typeof machine_name === "string" ? machine_name : "");
  return foldName(word) || undefined;
}

/** By the word itself for a name, in small letters for an id: an id goes before a name. */
async function machinesOf(tx: Sql, { database }: Context, asked: ReadonlySet<string>) {
  const found = new Map<string, Named>();
  const words = [...new Set([...asked].flatMap((word) => [word, word.toLowerCase()]))];
  const rows: Named[] = [];
  const renamed: (Named & { alias: string })[] = [];
  await inChunks(database.dialect, 2, words, async (chunk) => {
    rows.push(
      ...(await tx<Named[]>`
        select id, name, is_active from machines where id in ${tx(chunk)} or name in ${tx(chunk)}
        order by is_active, key`),
    );
    renamed.push(
      ...(await tx<typeof renamed>`
        select machine_aliases.name as alias, machines.id, machines.name, is_active from machine_aliases
        join machines on machines.id = machine_aliases.machine_id where machine_aliases.name in ${tx(chunk)}`),
    );
  });
  for (const row of renamed) found.set(row.alias, row);
  // The last one wins: of two machines of one name that is the one in use.
  for (const row of rows) found.set(row.name, row);
  for (const row of rows) found.set(row.id, row);
  return found;
}
