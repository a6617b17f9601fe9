import type { TileData } from "../../src/live/state/machine_state";
import { text } from "../../src/words/text";
import { ageOf, isSilent } from "../shared/age";
import { tileKey } from "./area_key";
import { guidanceLine } from "../../src/words/guidance_text";
import { elementId } from "../shared/element_id";
import { Gauge } from "../shared/gauge";
import { ToneIcon } from "../shared/icons";
import { conditionOf } from "../shared/condition";
import { doubtText } from "../shared/doubt_text";
import { shortAlarmText } from "../../src/words/alarm_text";
import { notKnownTexts } from "../shared/alarm/not_known_text";
import { plantTime } from "../shared/time";
import { Trend } from "./trend";
import { MetricValue } from "../shared/value";

type TileProps = { tile: TileData; timezone: string; now: number };

/** The element id of a machine's tile. */
export function tileId(machineId: string): string {
  return elementId("tile", machineId);
}

/**
 * One machine at a glance. `data-key` sorts tiles by area and name. The machine's name is a button of the
 * form "open-machine" and covers the whole tile, because a pushed fragment knows no URL.
 */
export function Tile({ tile, timezone, now }: TileProps) {
  const { machine, main, others, trend } = tile;
  return (
    <article
      id={tileId(machine.id)}
      class="tile"
      data-machine-id={machine.id}
      data-key={tileKey(machine)}
      data-severity={tile.alarm?.severity}
      data-state={tile.alarm?.state}
      data-stale={isSilent(tile, now) ? "" : undefined}
    >
      <header>
        <h2 title={machine.name}>
          <button type="submit" form="open-machine" name="machine" value={machine.id}>
            <bdi>{machine.name}</bdi>
          </button>
        </h2>
        <TileMode tile={tile} now={now} />
      </header>
      <div class={tile.alarm?.metric === main.metric ? "main off" : "main"}>
        <p>
          <span class="sr-only">{text.metric(main.metric, machine.id)}</span>
          <MetricValue machineId={machine.id} value={main} age={ageOf(machine, main, now)} />
        </p>
        {tile.simulated && <p class="simulated">{text.simulated}</p>}
      </div>
      <div class="pictures">
        <Gauge machineId={machine.id} value={main} />
        <Trend machineId={machine.id} value={main} points={trend} now={now} />
      </div>
      <dl>
        {others.map((value) => (
          <div>
            <dt title={value.metric}>{text.metric(value.metric, machine.id)}</dt>
            <dd>
              <MetricValue machineId={machine.id} value={value} age={ageOf(machine, value, now)} />
            </dd>
          </div>
        ))}
      </dl>
      <footer>
        <TileNote tile={tile} timezone={timezone} now={now} />
        <TileTime tile={tile} timezone={timezone} now={now} />
      </footer>
      <WhatToDo tile={tile} />
    </article>
  );
}

/** The operating mode, replaced by its id `mode-<machine>`. */
export function TileMode({ tile, now }: Omit<TileProps, "timezone">) {
  return (
    <span id={elementId("mode", tile.machine.id)} class="mode">
      {isSilent(tile, now) ? text.tile.noData : <bdi>{tile.mode}</bdi>}
    </span>
  );
}

/** The time of the newest reading, replaced by its id `read-<machine>`. */
export function TileTime({ tile, timezone, now }: TileProps) {
  return (
    <time id={elementId("read", tile.machine.id)} class="read">
      {tile.at === null ? text.unknown : plantTime(tile.at, timezone, now)}
    </time>
  );
}

/** What to do about the worst alarm, in a line below: also while the machine is silent, which may be the alarm. */
function WhatToDo({ tile: { alarm } }: Pick<TileProps, "tile">) {
  const line = alarm ? guidanceLine(alarm) : undefined;
  if (line === undefined) return null;
  return (
    <footer class="do">
      <p class="note" title={line}>
        <bdi>{line}</bdi>
      </p>
    </footer>
  );
}

/** The most important fact: no data, the alarm, a value in doubt, or the learning progress. */
function TileNote({ tile, timezone, now }: TileProps) {
  if (isSilent(tile, now)) {
    const sentence = tile.at === null ? text.neverRead : text.noReadingFor(text.duration(now - tile.at));
    return <p class="note">{sentence}</p>;
  }
  if (tile.alarm) {
    const sentence = text.list([...notKnownTexts(tile, timezone, now), shortAlarmText(tile.alarm, timezone)]);
    return (
      <p class="note" title={sentence}>
        <ToneIcon tone={tile.alarm.severity} />
        <bdi class="wrong">{sentence}</bdi>
      </p>
    );
  }
  const condition = conditionOf(tile, now);
  const doubt = condition && doubtText(condition, { machineId: tile.machine.id, timezone, now });
  if (doubt) {
    return (
      <p class="note marked" title={doubt}>
        <bdi class="wrong">{doubt}</bdi>
      </p>
    );
  }
  if (tile.learned >= 1)
    return condition?.kind === "unjudged" ? <p class="note learning">{text.machines.unjudged}</p> : null;
  const percent = Math.floor(tile.learned * 100);
  return (
    <p class="note learning">
      <progress max="100" value={percent} aria-hidden="true" />
      {text.learning(percent)}
    </p>
  );
}
