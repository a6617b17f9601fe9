import { Database } from "bun:sqlite";
import { openStore } from "../../../src/store/open";
import { wordCause } from "../../support/words";

export type Length = { rawHours: number; rolledDays: number; rolledMachines: number };

const HOUR_SECONDS = 3_600;
const DAY_MS = 86_400_000;
const MEAN_KW = 48.2;
/** Each span of the roll-ups, seconds. */
const SPANS = [60, 900, 3_600, 86_400];

/**
 * Makes a database as it is after a long time: one machine's raw readings, one a second, and roll-ups of many
 * machines. Written past the room of history, which would take hours over it.
 * @returns the id of the machine with readings
 */
export async function makeHistory(
  file: string,
  { rawHours, rolledDays, rolledMachines }: Length,
): Promise<string> {
  const store = await openStore({
    url: `sqlite://${file}`,
    now: Date.now,
    newId: () => Bun.randomUUIDv7(),
    wordCause,
  });
  for (let number = 1; number <= rolledMachines; number++)
    await store.machines.add({ name: `Machine-${number}` });
  const [first] = await store.machines.all();
  await store.close();
  const database = new Database(file);
  for (const pragma of ["journal_mode = off", "synchronous = off"]) database.run(`pragma ${pragma}`);
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const seconds = rawHours * HOUR_SECONDS;
  const numbers = (rows: number) =>
    `with recursive n (i) as (select 0 union all select i + 1 from n where i + 1 < ${rows})`;
  database.run(`${numbers(seconds)} insert into readings (machine_key, at, metrics)
    select 1, ${now - seconds * 1000} + i * 1000, '{"power_kw":${MEAN_KW}}' from n`);
  database.run(`update machines set raw_count = ${seconds} where key = 1`);
  for (const span of rolledDays > 0 ? SPANS : []) {
    const rows = Math.floor((rolledDays * DAY_MS) / (span * 1000));
    const first = Math.floor(now / 1000 / span) - rows;
    const bucket = `[${span},${MEAN_KW * span},47.1,49.3]`;
    const kwh = (MEAN_KW * span) / HOUR_SECONDS;
    for (let key = 1; key <= rolledMachines; key++)
      database.run(`${numbers(rows)} insert into rollups (machine_key, span, at, metrics, kwh)
        select ${key}, ${span}, (${first} + i) * ${span * 1000}, '{"power_kw":${bucket}}', ${kwh} from n`);
  }
  database.run("pragma journal_mode = wal");
  database.close();
  return first!.id;
}
