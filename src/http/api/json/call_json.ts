import type { Call, Step } from "../../../domain/call/call";
import { areaPath } from "../../../domain/site/areas_in_force";
import { iso } from "../../../domain/iso";
import type { MachineRegistry } from "../../../ingest/machine_registry";

/** A call as programs are told of it. */
export function callJson(call: Call, { find }: Pick<MachineRegistry, "find">) {
  const { id, type, machine_id, area_id, state, opened, accepted, arrived, ended, cause, note } = call;
  const machine = machine_id === null ? undefined : find(machine_id);
  return {
    call_id: id,
    call_type: type,
    machine_id,
    machine_name: machine?.name ?? null,
    area: machine ? (areaPath(machine.area) ?? machine.location) : areaPath(area_id),
    state,
    opened: stepJson(opened),
    waiting_since: iso(call.waiting_since),
    accepted: stepJson(accepted),
    arrived: stepJson(arrived),
    ended: stepJson(ended),
    cause,
    note,
  };
}

const stepJson = (step: Step | null) => step && { at: iso(step.at), by: step.by };
