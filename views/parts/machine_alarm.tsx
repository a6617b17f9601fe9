import type { TileData } from "../board_data";
import { text } from "../text";
import { elementId } from "./element_id";
import { ToneIcon } from "./icons";
import { remark } from "./sentence";

/** The id of a machine's worst open alarm in the list. */
export function machineAlarmId(machineId: string): string {
  return elementId("worst", machineId);
}

/** The worst open alarm of a machine, or that there is none. */
export function MachineAlarm({ tile: { machine, alarm } }: { tile: TileData }) {
  return (
    <span id={machineAlarmId(machine.id)} class="worst" data-severity={alarm?.severity}>
      {alarm ? (
        <>
          <ToneIcon tone={alarm.severity} />
          <bdi>{remark(alarm)}</bdi>
        </>
      ) : (
        text.machines.noAlarm
      )}
    </span>
  );
}
