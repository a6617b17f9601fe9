import type { PathFacts } from "../../views/board_data";
import { LatencyPicture } from "../../views/parts/latency_picture";
import { PathTable } from "../../views/parts/path_table";
import { ScreenTable } from "../../views/parts/screen_table";
import type { Hour } from "./hour";
import { type Piece, part } from "./frames";
import type { Screens } from "./screens";
import type { Page } from "./topics";

const ALL_EVERY_MS = 10_000;
const PAGES: readonly Page[] = ["diagnostics"];

type Deps = {
  facts(): Promise<PathFacts>;
  screens: Pick<Screens, "list" | "changes">;
  paces: Record<"drawn" | "lag", Hour>;
  timezone: string;
  latest(): string;
  now(): number;
};

/** What diagnostics shows besides its log: the path each time, the rest when a screen came, went or was looked for. */
export function createFactParts({ facts, screens, paces, timezone, latest, now }: Deps) {
  let seen = screens.changes();
  let drawnAt = -Infinity;

  async function path(): Promise<Piece[]> {
    const known = await facts().catch(() => undefined);
    if (!known) return [];
    const table = <PathTable facts={known} timezone={timezone} now={now()} cursor={latest()} />;
    return [part("path-facts", String(table), null, PAGES)];
  }

  function rest(): Piece[] {
    if (seen === screens.changes() && now() - drawnAt < ALL_EVERY_MS) return [];
    [seen, drawnAt] = [screens.changes(), now()];
    const hour = { drawn: paces.drawn.minutes(), lag: paces.lag.minutes() };
    const table = <ScreenTable list={screens.list()} timezone={timezone} now={now()} />;
    const picture = <LatencyPicture paces={hour} timezone={timezone} now={now()} />;
    return [
      { ...part("screens", String(table), null, PAGES), isMorphed: true },
      part("latency", String(picture), null, PAGES),
    ];
  }

  return { due: async () => [...(await path()), ...rest()] };
}
