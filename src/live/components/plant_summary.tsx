import { PlantSummary } from "../../../views/board/plant_summary";
import { type PageAudience, type Topic, topicOf } from "../audiences";
import { type Fragment, replaceById } from "../fragment";
import { conditionsOf, countConditions } from "../state/plant_summary";
import type { Component } from "./component";
import type { PlantView } from "./components";
import { WITH_TILES } from "./tiles";

const EVERY_MS = 1_000;

/**
 * The sentence about all machines of a board: of each board its own, as soon as it has changed. The condition
 * of each machine is looked at once for all boards, and equal sentences are drawn once.
 */
export function createPlantSummary({ plantState, now }: Pick<PlantView, "plantState" | "now">) {
  /** The sentence that each open board was last sent. */
  const sent = new Map<Topic, string>();
  let lookedAt = -Infinity;

  /** @param ids of the machines to look at; none: all */
  function drawing(ids: readonly string[] = []): (audience: PageAudience) => string {
    let conditions: ReturnType<typeof conditionsOf> | undefined;
    const drawn = new Map<string, string>();
    return ({ machineIds }) => {
      const all = (conditions ??= conditionsOf(plantState.tiles(ids), now()));
      const shown = machineIds.length === 0 ? [...all.keys()] : machineIds.filter((id) => all.has(id));
      const summary = countConditions(shown.map((id) => all.get(id)));
      const key = Object.values(summary).join();
      const html = drawn.get(key) ?? String(<PlantSummary summary={summary} />);
      drawn.set(key, html);
      return html;
    };
  }

  function forgetClosed(audiences: readonly PageAudience[]) {
    const open = new Set(audiences.map(topicOf));
    for (const topic of sent.keys()) if (!open.has(topic)) sent.delete(topic);
  }

  /** A look at every machine: once a second is soon enough for people. */
  function tick(audiences: readonly PageAudience[]) {
    if (now() - lookedAt < EVERY_MS) return [];
    lookedAt = now();
    forgetClosed(audiences);
    const draw = drawing();
    return (audience: PageAudience) => {
      const topic = topicOf(audience);
      const html = draw(audience);
      if (sent.get(topic) === html) return [];
      sent.set(topic, html);
      return fragmentOf(html);
    };
  }

  return {
    pages: WITH_TILES,
    tick,
    snapshot: (audience) => fragmentOf(drawing(audience.machineIds)(audience)),
  } satisfies Component;
}

const fragmentOf = (html: string): Fragment[] => [replaceById("plant-summary", html, null)];
