import { nextSpan } from "../../../alarms/suppression/spans";
import type { Suppression } from "../../../alarms/suppression/suppression";
import type { Alarm } from "../../../domain/alarm/alarm";
import { iso } from "../../../domain/iso";
import { areaPath } from "../../../domain/site/areas_in_force";
import type { MachineRegistry } from "../../../ingest/machine_registry";

type Context = { machineRegistry: Pick<MachineRegistry, "find">; now: number; alarms: readonly Alarm[] };

/** A suppression as the API shows it, with the time in force or the next one, and the alarms that it suppresses. */
export function suppressionJson(suppression: Suppression, { machineRegistry, now, alarms }: Context) {
  const { id, kind, machine_id, area_id, metric, anomaly_type, weekly, timezone, reason, by, by_id } =
    suppression;
  const next = nextSpan(suppression, now);
  return {
    ...{ id, kind, machine_id },
    machine_name: machineRegistry.find(machine_id ?? "")?.name ?? null,
    area_id,
    area: areaPath(area_id),
    ...{ metric, anomaly_type },
    from: iso(suppression.begins_at),
    until: iso(suppression.until),
    ...{ weekly, timezone, reason, by, by_id },
    created_at: iso(suppression.created_at),
    in_force: next !== undefined && next.from <= now,
    next: next ? { from: iso(next.from), until: iso(next.to) } : null,
    ended_at: iso(suppression.ended_at),
    anomaly_ids: alarms.flatMap((alarm) => (alarm.suppressed?.id === id ? [alarm.id] : [])),
  };
}
