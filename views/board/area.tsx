import { SEVERITIES } from "../../src/domain/alarm/alarm";
import type { TileData } from "../../src/live/state/machine_state";
import { text } from "../../src/words/text";
import { areaId, areaKey, areaOf, tileKey } from "./area_key";
import { ToneIcon } from "../shared/icons";
import { Tile } from "./tile";

/** With more tiles than this the grid is dense: small tiles, no trends. */
const DENSE_PAST_TILES = 24;

/** The machines of one area or line, sorted by name. The name is null for machines without an area. */
export type Area = { name: string | null; tiles: TileData[] };

/** Groups tiles by area, both in the order of the board. */
export function areasOf(tiles: readonly TileData[]): Area[] {
  const keyed = tiles.map((tile) => ({ tile, key: tileKey(tile.machine) }));
  const areas = new Map<string, Area>();
  for (const { tile } of keyed.toSorted((a, b) => a.key.localeCompare(b.key, undefined, { numeric: true }))) {
    const name = areaOf(tile.machine);
    const area = areas.get(areaKey(name)) ?? { name, tiles: [] };
    areas.set(areaKey(name), area);
    area.tiles.push(tile);
  }
  return [...areas.values()];
}

/**
 * The tiles under the headings of their areas; without headings when there is only one area. Headings and
 * tiles share one grid, so that a pushed tile finds its place by its key alone.
 */
export function TilesByArea(drawn: { tiles: readonly TileData[]; timezone: string; now: number }) {
  const areas = areasOf(drawn.tiles);
  return (
    <>
      {areas.map((area) => (
        <>
          {areas.length > 1 && <AreaHeading area={area} />}
          {area.tiles.map((tile) => (
            <Tile tile={tile} timezone={drawn.timezone} now={drawn.now} />
          ))}
        </>
      ))}
    </>
  );
}

/**
 * The grid of tiles, to which new ones are added.
 * @param label its name for screen readers
 */
export function TilesFrame(drawn: {
  tiles: readonly TileData[];
  timezone: string;
  now: number;
  label: string;
}) {
  return (
    <section
      id="tiles"
      class="tiles"
      aria-label={drawn.label}
      data-dense={drawn.tiles.length > DENSE_PAST_TILES ? "" : undefined}
      data-none={text.board.noMachines}
    >
      <TilesByArea tiles={drawn.tiles} timezone={drawn.timezone} now={drawn.now} />
    </section>
  );
}

/** The heading of an area: its name, and its unacknowledged alarms. */
export function AreaHeading({ area: { name, tiles } }: { area: Area }) {
  const unanswered = tiles.flatMap((tile) => tile.unanswered);
  const worst = SEVERITIES.findLast((severity) => unanswered.includes(severity));
  return (
    <h2
      id={areaId({ location: name, area: null })}
      class="area"
      data-area={name ?? ""}
      data-key={`${areaKey(name)}.0.0`}
      data-severity={worst}
    >
      <bdi>{name ?? text.board.otherMachines}</bdi>
      {worst && (
        <span class="unanswered">
          <ToneIcon tone={worst} />
          {text.board.unacknowledged(unanswered.length, text.severity[worst])}
        </span>
      )}
    </h2>
  );
}
