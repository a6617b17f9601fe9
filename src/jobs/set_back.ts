import type { Logger } from "pino";
import type { Bus } from "../bus/bus";
import type { SystemAlert } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import type { MachineRegistry } from "../ingest/machine_registry";
import type { Store } from "../store/store";

export type SetBackDeps = {
  store: Pick<Store, "onSetBack" | "firstToSaySetBack"> & {
    events: Pick<Store["events"], "record" | "list" | "holds">;
    machines: Pick<Store["machines"], "all">;
  };
  bus: Pick<Bus, "beginAnew" | "since">;
  machineRegistry: Pick<MachineRegistry, "keep">;
  /** Draws the plant from what is stored now. */
  reload(machines: readonly Machine[]): Promise<void>;
  log: Pick<Logger, "error">;
};

const ALERT: SystemAlert = {
  event_type: "system_alert",
  alert_type: "database_set_back",
  alert_key: "database_set_back",
  severity: "critical",
  message:
    "The database was put back to an older copy: alarms, readings and settings from after that copy are lost",
};

const LOOKED_AT_EVENTS = 1_000;

/**
 * Begins anew when the database was put back to an older copy under this server, or before its start: it forgets what it
 * knew from after the copy. One server says so, and begins the event log anew, so that no cursor from before passes for a known one.
 */
export function watchSetBack({ store, bus, machineRegistry, reload, log }: SetBackDeps): void {
  async function beginAnew() {
    log.error("the database was put back to an older copy: what was stored after it is lost");
    const machines = await store.machines.all();
    machineRegistry.keep(new Set(machines.map(({ id }) => id)));
    await reload(machines);
    if (!(await store.firstToSaySetBack())) return;
    await bus.beginAnew();
    await store.events.record([ALERT]);
  }

  /** An event is recorded before it is announced: one that the log knows and the database does not has been lost. */
  async function look() {
    const [last] = await store.events.list({ limit: 1 });
    if (!last) return;
    const since = await bus.since(last.id, LOOKED_AT_EVENTS).catch(() => undefined);
    if (since?.kind !== "events") return;
    if (!(await store.events.holds(since.events.map(({ event_id }) => event_id)))) await beginAnew();
  }

  const onTrouble = (err: unknown) =>
    log.error({ err }, "this server still knows what the database has lost");
  store.onSetBack(() => void beginAnew().catch(onTrouble));
  void look().catch(onTrouble);
}
