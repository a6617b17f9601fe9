import { SEVERITIES } from "../../src/domain/alarm/alarm";
import type { TileData } from "../../src/live/state/machine_state";
import { text } from "../../src/words/text";
import { areaId, areaKey, areaOf, tileKey } from "./area_key";
import { ToneIcon } from "../shared/icons";
import { Tile } from "./tile";

/** Past this many tiles the grid is dense: small tiles, no trends. */
const DENSE_PAST_TILES = 24;

/** The machines of one area or line, by name; those that are in none have the name null. */
export type Area = { name: string | null; tiles: TileData[] };

/** Tiles by area, areas and tiles in the order in which they stand on the board. */
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
 * The content of the board: tiles under headings of their areas, or without headings where all are in one. Headings
 * stand among the tiles, in the same grid, so that a pushed tile finds its place by its key alone.
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

/** The board's tiles in their frame, to which new ones come. @param label what a screen reader calls it */
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
      data-none={text.noMachines}
    >
      <TilesByArea tiles={drawn.tiles} timezone={drawn.timezone} now={drawn.now} />
    </section>
  );
}

/** The name of an area, and whether an alarm in it waits for an answer. */
export function AreaHeading({ area: { name, tiles } }: { area: Area }) {
  const unanswered = tiles.flatMap((tile) => tile.unanswered);
  const worst = SEVERITIES.findLast((severity) => unanswered.includes(severity));
  return (
    <h2
      id={areaId({ location: name })}
      class="area"
      data-area={name ?? ""}
      data-key={`${areaKey(name)}.0.0`}
      data-severity={worst}
    >
      <bdi>{name ?? text.area.none}</bdi>
      {worst && (
        <span class="unanswered">
          <ToneIcon tone={worst} />
          {text.area.unanswered(unanswered.length, text.severity[worst])}
        </span>
      )}
    </h2>
  );
}
