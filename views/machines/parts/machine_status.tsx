import type { TileData } from "../../../src/live/state/machine_state";
import { OUTSIDE_MS } from "../../../src/domain/machine/quality";
import { text } from "../../../src/words/text";
import { isSilent } from "../../shared/age";
import { elementId } from "../../shared/element_id";
import { ToneIcon } from "../../shared/icons";
import { alarmText } from "../../../src/words/alarm_text";
import { plantTime } from "../../shared/time";
import { markText } from "../../shared/mark_text";

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
          ...(silent || !mode ? [] : [mode]),
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

/** Without an alarm: what speaks against "as expected", or that nothing does. */
function quietText(
  { machine, learned, marked = [], outside }: TileData,
  timezone: string,
  now: number,
): string {
  const [bad] = marked;
  if (bad)
    return text.tile.markedMetric(text.metric(bad.metric, machine.id), markText(bad, timezone, now) ?? "");
  if (outside && now - outside.since >= OUTSIDE_MS)
    return text.machines.outside(text.metric(outside.metric, machine.id), text.duration(now - outside.since));
  return learned >= 1 ? text.machines.asExpected : text.learning(Math.floor(learned * 100));
}
