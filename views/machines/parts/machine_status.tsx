import type { TileData } from "../../../src/live/state/machine_state";
import { text } from "../../../src/words/text";
import { isGone } from "../../shared/age";
import { elementId } from "../../shared/element_id";
import { ToneIcon } from "../../shared/icons";
import { alarmText } from "../../../src/words/alarm_text";
import { plantTime } from "../../shared/time";

/** The element id of a machine's status. */
export function machineStatusId(machineId: string): string {
  return elementId("status", machineId);
}

/** The status of a machine at a glance: silent, in alarm, learning or as expected. It has nothing to tap. */
export function MachineStatus({ tile, timezone, now }: { tile: TileData; timezone: string; now: number }) {
  const { machine, at, mode, alarm, simulated, learned } = tile;
  const isSilent = isGone(machine.data_interval_seconds, at === null ? Infinity : now - at);
  return (
    <p
      id={machineStatusId(machine.id)}
      class="machine-status"
      data-severity={isSilent ? undefined : alarm?.severity}
      data-stale={isSilent ? "" : undefined}
    >
      {alarm && !isSilent && <ToneIcon tone={alarm.severity} />}
      <b>{isSilent ? silenceText(at, now) : alarm ? alarmText(alarm) : normalText(learned)}</b>{" "}
      <span>
        {text.list([
          ...(isSilent || !mode ? [] : [mode]),
          ...(at === null ? [] : [text.machines.read(plantTime(at, timezone, now))]),
          ...(machine.is_active ? [] : [text.machines.notInUse]),
          ...(simulated ? [text.simulated] : []),
        ])}
      </span>
    </p>
  );
}

function silenceText(at: number | null, now: number): string {
  return at === null ? text.neverRead : text.noReadingFor(text.duration(now - at));
}

function normalText(learned: number): string {
  return learned >= 1 ? text.machines.asExpected : text.learning(Math.floor(learned * 100));
}
