import type { Call } from "../../domain/call/call";
import { type CallType, typeOf } from "../../domain/call/call_type";
import { areaPath, isInArea } from "../../domain/site/areas_in_force";
import { areaOf } from "../../../views/board/area_key";
import type { PlantState } from "./plant_state";

/** A call as it is shown: with its type, and the names of its place. */
export type ShownCall = { call: Call; type: CallType; machine: string | null; area: string | null };

/** The calls that concern these machines (none named: all); one of an area where a machine of them stands in it. */
export function callsFor(
  plantState: Pick<PlantState, "calls" | "machine">,
  machineIds: readonly string[] = [],
): ShownCall[] {
  const isAt = (areaId: string) => (id: string) => isInArea(plantState.machine(id)?.area ?? null, areaId);
  const isWanted = ({ machine_id, area_id }: Call) =>
    machineIds.length === 0 ||
    (machine_id === null ? machineIds.some(isAt(area_id)) : machineIds.includes(machine_id));
  return plantState
    .calls()
    .filter(isWanted)
    .map((call) => {
      const machine = call.machine_id === null ? undefined : plantState.machine(call.machine_id);
      const area = machine ? areaOf(machine) : areaPath(call.area_id);
      return { call, type: typeOf(call), machine: machine?.name ?? call.machine_id, area };
    });
}
