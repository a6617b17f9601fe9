import type { Database } from "../db/database";

/** The random word that names this database's event log; drawn once. Another word means another log. */
export async function readEpoch({ read, write }: Database): Promise<string> {
  await write((tx) => tx`insert into facts (name, value) values ('epoch', ${word()}) on conflict do nothing`);
  const [fact] = await read<{ value: string }[]>`select value from facts where name = 'epoch'`;
  if (!fact) throw new Error("Cannot open the database: its event log has no epoch");
  return fact.value;
}

function word(): string {
  const letters = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(letters, (byte) => String.fromCharCode(97 + (byte % 26))).join("");
}

/** Whether the database was in use before there was the setting ACCESS, as its migration has noted. */
export async function isOlderThanAccess({ read }: Database): Promise<boolean> {
  const facts = await read<unknown[]>`select value from facts where name = 'older_than_access'`;
  return facts.length > 0;
}
