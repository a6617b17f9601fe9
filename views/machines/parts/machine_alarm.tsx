import type { TileData } from "../../../src/live/state/machine_state";
import { text } from "../../../src/words/text";
import { elementId } from "../../shared/element_id";
import { ToneIcon } from "../../shared/icons";
import { alarmText } from "../../../src/words/alarm_text";

/** The element id of a machine's worst open alarm in the list. */
export function machineAlarmId(machineId: string): string {
  return elementId("worst", machineId);
}

type MachineAlarmProps = { tile: TileData; timezone: string };

/** The worst open alarm of a machine, or the word for none. */
export function MachineAlarm({ tile: { machine, alarm }, timezone }: MachineAlarmProps) {
  return (
    <span id={machineAlarmId(machine.id)} class="worst" data-severity={alarm?.severity}>
      {alarm ? (
        <>
          <ToneIcon tone={alarm.severity} />
          <bdi>{alarmText(alarm, timezone)}</bdi>
        </>
      ) : (
        text.machines.noAlarm
      )}
    </span>
  );
}
