import type { TileData, Value } from "../../src/live/state/machine_state";
import { text } from "../../src/words/text";
import { ageClass, isGone } from "../shared/age";
import { tileKey } from "./area_key";
import { elementId } from "../shared/element_id";
import { Gauge } from "../shared/gauge";
import { ToneIcon } from "../shared/icons";
import { shortAlarmText } from "../../src/words/alarm_text";
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
  const age = ({ at }: Value) => ageClass(machine.data_interval_seconds, at === null ? Infinity : now - at);
  return (
    <article
      id={tileId(machine.id)}
      class="tile"
      data-machine-id={machine.id}
      data-key={tileKey(machine)}
      data-severity={tile.alarm?.severity}
      data-state={tile.alarm?.state}
      data-stale={isStale(tile, now) ? "" : undefined}
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
          <span class="sr-only">{text.metric(main.metric)}</span>
          <MetricValue machineId={machine.id} value={main} age={age(main)} />
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
            <dt title={value.metric}>{text.metric(value.metric)}</dt>
            <dd>
              <MetricValue machineId={machine.id} value={value} age={age(value)} />
            </dd>
          </div>
        ))}
      </dl>
      <footer>
        <TileNote tile={tile} now={now} />
        <TileTime tile={tile} timezone={timezone} now={now} />
      </footer>
    </article>
  );
}

/** The operating mode, replaced by its id `mode-<machine>`. */
export function TileMode({ tile, now }: Omit<TileProps, "timezone">) {
  return (
    <span id={elementId("mode", tile.machine.id)} class="mode">
      {isStale(tile, now) ? text.tile.noData : <bdi>{tile.mode}</bdi>}
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

/** The most important fact: no data, the alarm, or the learning progress. */
function TileNote({ tile, now }: Omit<TileProps, "timezone">) {
  if (isStale(tile, now)) {
    const sentence =
      tile.at === null ? text.neverRead : text.noReadingFor(text.duration(readingAge(tile, now)));
    return <p class="note">{sentence}</p>;
  }
  if (tile.alarm) {
    const sentence = shortAlarmText(tile.alarm);
    return (
      <p class="note" title={sentence}>
        <ToneIcon tone={tile.alarm.severity} />
        <bdi class="wrong">{sentence}</bdi>
      </p>
    );
  }
  if (tile.learned >= 1) return null;
  const percent = Math.floor(tile.learned * 100);
  return (
    <p class="note learning">
      <progress max="100" value={percent} aria-hidden="true" />
      {text.learning(percent)}
    </p>
  );
}

function readingAge({ at }: TileData, now: number): number {
  return at === null ? Infinity : now - at;
}

function isStale(tile: TileData, now: number): boolean {
  return isGone(tile.machine.data_interval_seconds, readingAge(tile, now));
}
