import type { Call } from "../../domain/call/call";
import { USUAL_CALL_TYPES, type CallType } from "../../domain/call/call_type";
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

/** A type that is known no more is shown all the same. */
export function typeOf(
  { type }: Pick<Call, "type">,
  types: readonly CallType[] = USUAL_CALL_TYPES,
): CallType {
  return types.find(({ id }) => id === type) ?? { ...UNKNOWN, id: type, name: type };
}

const UNKNOWN = {
  pictogram: "hand",
  colour: "grey",
  accept_within_ms: Infinity,
  arrive_within_ms: Infinity,
  causes: [],
} as const satisfies Omit<CallType, "id" | "name">;
