import type { TileData, Value } from "../../src/live/state/machine_state";
import { labelOf, text } from "../../src/words/text";
import { ageClass, isGone } from "../shared/age";
import { tileKey } from "./area_key";
import { elementId } from "../shared/element_id";
import { Gauge } from "../shared/gauge";
import { ToneIcon } from "../shared/icons";
import { briefly } from "../../src/words/alarm_text";
import { plantTime } from "../shared/time";
import { Trend } from "../shared/trend";
import { MetricValue } from "../shared/value";

type Drawn = { tile: TileData; timezone: string; now: number };

/** The id of a machine's tile. */
export function tileId(machineId: string): string {
  return elementId("tile", machineId);
}

/**
 * One machine at a glance. `data-key` sorts tiles by area and name. Its name is a button of the page's form "open-machine", which
 * covers the whole tile: a fragment knows no URL.
 */
export function Tile({ tile, timezone, now }: Drawn) {
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
          <span class="sr-only">{labelOf(main.metric)}</span>
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
            <dt title={value.metric}>{labelOf(value.metric)}</dt>
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
export function TileMode({ tile, now }: Omit<Drawn, "timezone">) {
  return (
    <span id={elementId("mode", tile.machine.id)} class="mode">
      {isStale(tile, now) ? text.noData : <bdi>{tile.mode}</bdi>}
    </span>
  );
}

/** When the newest reading was taken, replaced by its id `read-<machine>`. */
export function TileTime({ tile, timezone, now }: Drawn) {
  return (
    <time id={elementId("read", tile.machine.id)} class="read">
      {tile.at === null ? text.unknown : plantTime(tile.at, timezone, now)}
    </time>
  );
}

/** The one thing to know: no data, the alarm, or that the normal is still being learned. */
function TileNote({ tile, now }: Omit<Drawn, "timezone">) {
  if (isStale(tile, now)) {
    const sentence = tile.at === null ? text.neverRead : text.noReadingFor(text.span(ageOf(tile, now)));
    return <p class="note">{sentence}</p>;
  }
  if (tile.alarm) {
    const sentence = briefly(tile.alarm);
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

function ageOf({ at }: TileData, now: number): number {
  return at === null ? Infinity : now - at;
}

function isStale(tile: TileData, now: number): boolean {
  return isGone(tile.machine.data_interval_seconds, ageOf(tile, now));
}
