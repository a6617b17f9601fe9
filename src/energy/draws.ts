import type { Machine } from "../domain/machine/machine";
import type { Reading } from "../domain/machine/reading";
import { own } from "../domain/own_property";
import { HOUR_MS, MINUTE_MS } from "../domain/time_units";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Store } from "../store/store";
import type { Draw } from "./conditions";

/** A power counts until its machine has sent nothing for so many of its intervals, and for a minute. */
const FRESH_INTERVALS = 3;
const FRESH_MS = MINUTE_MS;
/** Readings that were stored late are not looked for further back. */
const LOOK_BACK_MS = HOUR_MS;

const POWER = "power_kw";

/** The newest reading of a machine, and its newest power, which may have come in a reading of its own. */
type Latest = { at: number; mode: string | null; power_kw: number | undefined };

export type DrawsOptions = {
  machineRegistry: Pick<MachineRegistry, "all">;
  store: { readings: Pick<Store["readings"], "latest" | "newestStamps" | "between"> };
  now(): number;
};

/** The power that the machines in use draw, from their stored readings. */
export type Draws = {
  /** @throws when the store does not answer; the next call goes on from the one before */
  now(): Promise<Draw[]>;
  /** Forgets the readings so far: the next call begins with the latest stored ones. */
  restart(): void;
};

export function createDraws({ machineRegistry, store: { readings }, now }: DrawsOptions): Draws {
  let latest: Map<string, Latest> | undefined;

  async function load() {
    const rows = await readings.latest();
    return new Map(rows.map((row) => [row.machine_id, advanced(undefined, row)]));
  }

  return {
    async now() {
      const known = (latest ??= await load());
      const newest = await readings.newestStamps();
      const fresh = machineRegistry
        .all()
        .filter((machine) => machine.is_active && isFresh(machine, newest.get(machine.id), now()));
      for (const { id, data_interval_seconds } of fresh) {
        // From the newest one that is known: other metrics may have been stored for the same instant since.
        const backTo = now() - Math.max(LOOK_BACK_MS, freshMs({ data_interval_seconds }));
        const from = Math.max(known.get(id)?.at ?? -Infinity, backTo);
        for (const reading of await readings.between(id, from, Number.MAX_SAFE_INTEGER))
          known.set(id, advanced(known.get(id), reading));
      }
      return fresh.flatMap((machine) => drawOf(machine, known.get(machine.id)));
    },
    restart() {
      latest = undefined;
    },
  };
}

function advanced(
  before: Latest | undefined,
  { at, mode, metrics }: Pick<Reading, "at" | "mode" | "metrics">,
): Latest {
  return { at, mode, power_kw: own(metrics, POWER) ?? before?.power_kw };
}

function drawOf({ id, name, rated_power_kw }: Machine, latest: Latest | undefined): Draw[] {
  if (latest?.power_kw === undefined) return [];
  return [{ machine_id: id, name, rated_power_kw, mode: latest.mode, power_kw: latest.power_kw }];
}

function isFresh(machine: Machine, at: number | undefined, now: number): boolean {
  return at !== undefined && now - at <= freshMs(machine);
}

function freshMs({ data_interval_seconds }: Pick<Machine, "data_interval_seconds">): number {
  return Math.max(FRESH_MS, FRESH_INTERVALS * data_interval_seconds * 1000);
}
