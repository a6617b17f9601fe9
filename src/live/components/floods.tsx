import { FloodBanner } from "../../../views/shared/alarm/flood_banner";
import { type Page, type PageAudience, type Topic, topicOf } from "../audiences";
import { type Fragment, replaceById } from "../fragment";
import type { Component } from "./component";
import type { PlantView } from "./components";

/** The pages that say of a flood. */
const WITH_BANNER: readonly Page[] = ["board", "anomalies", "kiosk"];
const EVERY_MS = 1_000;

/** The banner of the floods that a page's machines have a part in: sent when it has changed, drawn once for all equal ones. */
export function createFloodBanner({ plantState, timezone, now }: PlantView) {
  /** The banner that each open page was last sent. */
  const sent = new Map<Topic, string>();
  let lookedAt = -Infinity;

  function drawing(): (audience: PageAudience) => string {
    const drawn = new Map<string, string>();
    return ({ machineIds }) => {
      const floods = plantState.floods(now(), machineIds);
      const key = JSON.stringify(floods.map(({ area, count, first }) => [area, count, first.id]));
      const html = drawn.get(key) ?? String(<FloodBanner floods={floods} timezone={timezone} />);
      drawn.set(key, html);
      return html;
    };
  }

  const none = String(<FloodBanner floods={[]} timezone={timezone} />);

  function tick(audiences: readonly PageAudience[]) {
    if (now() - lookedAt < EVERY_MS) return [];
    lookedAt = now();
    const open = new Set(audiences.map(topicOf));
    for (const topic of sent.keys()) if (!open.has(topic)) sent.delete(topic);
    const draw = drawing();
    return (audience: PageAudience) => {
      const topic = topicOf(audience);
      const html = draw(audience);
      if ((sent.get(topic) ?? none) === html) return [];
      sent.set(topic, html);
      return fragmentOf(html);
    };
  }

  return {
    pages: WITH_BANNER,
    tick,
    snapshot: (audience) => fragmentOf(drawing()(audience)),
  } satisfies Component;
}

const fragmentOf = (html: string): Fragment[] => [replaceById("floods", html, null)];
