import { PlantSummary } from "../../../views/board/plant_summary";
import { type PageAudience, topicOf } from "../audiences";
import { type Fragment, replaceById } from "../fragment";
import { summaryOf } from "../state/plant_summary";
import type { Component } from "./component";
import type { PlantView } from "./components";
import { WITH_TILES } from "./tiles";

const EVERY_MS = 1_000;

/** The sentence about all machines of a board: of each board its own, as soon as it has changed. */
export function createPlantSummary({ plantState, now }: Pick<PlantView, "plantState" | "now">) {
  const drawn = new Map<string, string>();
  let lookedAt = -Infinity;

  function draw({ machineIds }: PageAudience): Fragment[] {
    const summary = summaryOf(plantState.tiles(machineIds), now());
    return [replaceById("plant-summary", String(<PlantSummary summary={summary} />), null)];
  }

  /** A look at every machine: once a second is soon enough for people. */
  function tick() {
    if (now() - lookedAt < EVERY_MS) return [];
    lookedAt = now();
    return (audience: PageAudience) => {
      const key = topicOf(audience);
      const fragments = draw(audience);
      const html = fragments.map((fragment) => fragment.html).join("");
      if (drawn.get(key) === html) return [];
      drawn.set(key, html);
      return fragments;
    };
  }

  return { pages: WITH_TILES, tick, snapshot: draw } satisfies Component;
}
