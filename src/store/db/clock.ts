import type { Context } from "./database";

/**
 * How far this server's clock is from the database's, milliseconds; below zero it is behind. A SQLite file
 * has no clock of its own: there the newest recorded event tells whether the clock was put back since.
 */
export async function clockOffset({ database, now }: Pick<Context, "database" | "now">): Promise<number> {
  const { read, dialect } = database;
  const asked = now();
  if (!dialect.shared) {
    const [row] = await read<{ at: number | null }[]>`
      select recorded_at as at from events order by key desc limit 1`;
    return Math.min(0, asked - Number(row?.at ?? 0));
  }
  const [row] = await read<{ at: number }[]>`select ${read.unsafe(dialect.clock)} as at`;
  return (asked + now()) / 2 - Number(row?.at);
}
