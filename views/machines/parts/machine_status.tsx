import type { TileData } from "../../../src/live/state/machine_state";
import { text } from "../../../src/words/text";
import { isSilent } from "../../shared/age";
import { notKnownTexts } from "../../shared/alarm/not_known_text";
import { GuidanceLine } from "../../shared/alarm/guidance";
import { elementId } from "../../shared/element_id";
import { ToneIcon } from "../../shared/icons";
import { alarmText } from "../../../src/words/alarm_text";
import { plantTime } from "../../shared/time";
import { conditionOf } from "../../shared/condition";
import { doubtText } from "../../shared/doubt_text";

/** The element id of a machine's status. */
export function machineStatusId(machineId: string): string {
  return elementId("status", machineId);
}

/** The status of a machine at a glance: silent, in alarm, learning or as expected. It has nothing to tap. */
export function MachineStatus({ tile, timezone, now }: { tile: TileData; timezone: string; now: number }) {
  const { machine, at, mode, alarm, simulated } = tile;
  const silent = isSilent(tile, now);
  return (
    <p
      id={machineStatusId(machine.id)}
      class="machine-status"
      data-severity={silent ? undefined : alarm?.severity}
      data-stale={silent ? "" : undefined}
    >
      {alarm && !silent && <ToneIcon tone={alarm.severity} />}
      <b>
        {silent ? silenceText(at, now) : alarm ? alarmText(alarm, timezone) : quietText(tile, timezone, now)}
      </b>{" "}
      <span>
        {text.list([
          ...(silent ? [] : notKnownTexts(tile, timezone, now)),
          ...(silent || !mode ? [] : [mode]),
          ...(at === null ? [] : [text.machines.read(plantTime(at, timezone, now))]),
          ...(machine.is_active ? [] : [text.machines.notInUse]),
          ...(simulated ? [text.simulated] : []),
        ])}
      </span>
      {alarm && <GuidanceLine alarm={alarm} />}
    </p>
  );
}

function silenceText(at: number | null, now: number): string {
  return at === null ? text.neverRead : text.noReadingFor(text.duration(now - at));
}

/** Without an alarm: what speaks against "as expected", or that nothing does. */
function quietText(tile: TileData, timezone: string, now: number): string {
  const condition = conditionOf(tile, now);
  if (!condition) return text.machines.asExpected;
  switch (condition.kind) {
    case "suspended":
      return text.machines.suspended(condition.mode);
    case "unjudged":
      return condition.learned < 1
        ? text.learning(Math.floor(condition.learned * 100))
        : text.machines.unjudged;
    default:
      return doubtText(condition, { machineId: tile.machine.id, timezone, now }) ?? "";
  }
}
