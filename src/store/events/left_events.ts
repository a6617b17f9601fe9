import type { Context } from "../db/database";

/** An event unannounced for so long belongs to a server that has died. */
const LEFT_AFTER_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

/**
 * The key up to which every event was there five seconds ago: what still waits there has been left. Known by this
 * server's own looks, because the stamps of events are of other servers' clocks, which may be hours away.
 */
export function leftByOthers({ database: { read }, now }: Pick<Context, "database" | "now">) {
  let left = 0;
  let looks: { key: number; at: number }[] = [];

  return async (): Promise<number> => {
    const at = now();
    const last = looks.at(-1)?.at ?? -Infinity;
    // A clock that was put back begins anew.
    if (last > at) looks = [];
    if (at - last >= LOOK_EVERY_MS || last > at) {
      const [row] = await read<{ key: number | null }[]>`select max(key) as key from events`;
      looks.push({ key: Number(row?.key ?? 0), at });
    }
    while (looks[0] && at - looks[0].at >= LEFT_AFTER_MS) left = looks.shift()!.key;
    return left;
  };
}
