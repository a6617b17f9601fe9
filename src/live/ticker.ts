import { every } from "../async/every";
import type { Audiences } from "./audiences";
import type { ComponentSet } from "./components/component_set";
import { LIVE_TICK_MS } from "./components/update_scheduler";
import type { Outgoing } from "./outgoing";

const REFRESH_EVERY_MS = 2_000;

type TickerDeps = {
  audiences: Pick<Audiences, "pages">;
  components: Pick<ComponentSet, "tick" | "refresh" | "isDue">;
  outgoing: Pick<Outgoing, "add" | "soon" | "isWaiting">;
};

/**
 * Asks for the fragments that no event brings: live values at each tick, and fetched ones every two seconds.
 */
export function startTicker({ audiences, components, outgoing }: TickerDeps): { stop(): void } {
  const openPages = () => [...audiences.pages()].map(([, audience]) => audience);

  function tick() {
    const pages = openPages();
    if (pages.length === 0) return;
    outgoing.add(components.tick(pages));
    if (outgoing.isWaiting() || components.isDue()) outgoing.soon();
  }

  async function refresh() {
    const batches = await components.refresh(openPages());
    if (!batches) return;
    outgoing.add(batches);
    outgoing.soon();
  }

  const ticking = setInterval(tick, LIVE_TICK_MS);
  // A component catches what it cannot fetch, so nothing is left to report.
  const refreshing = every({ pauseMs: REFRESH_EVERY_MS, onTrouble() {} }, refresh);
  return {
    stop() {
      clearInterval(ticking);
      void refreshing.stop();
    },
  };
}
