import type { StageDiagnostics } from "../../../views/shared/board_data";
import { LatencyChart } from "../../../views/diagnostics/latency_chart";
import { StageTable } from "../../../views/diagnostics/stage_table";
import { ScreenTable } from "../../../views/diagnostics/screen_table";
import type { LatencyHistogram } from "../state/latency_histogram";
import { type Fragment, replaceById } from "../frame";
import type { Screens } from "../state/screens";
import type { Page } from "../audiences";

const ALL_EVERY_MS = 10_000;
const PAGES: readonly Page[] = ["diagnostics"];

type Deps = {
  facts(): Promise<StageDiagnostics>;
  screens: Pick<Screens, "list" | "changes">;
  latencies: Record<"drawn" | "lag", LatencyHistogram>;
  timezone: string;
  latest(): string;
  now(): number;
};

/** What diagnostics shows besides its log: the path each time, the rest when a screen came, went or was looked for. */
export function createDiagnosticsParts({ facts, screens, latencies, timezone, latest, now }: Deps) {
  let seen = screens.changes();
  let drawnAt = -Infinity;

  async function path(): Promise<Fragment[]> {
    const known = await facts().catch(() => undefined);
    if (!known) return [];
    const table = <StageTable facts={known} timezone={timezone} now={now()} cursor={latest()} />;
    return [replaceById("path-facts", String(table), null, PAGES)];
  }

  function rest(): Fragment[] {
    if (seen === screens.changes() && now() - drawnAt < ALL_EVERY_MS) return [];
    [seen, drawnAt] = [screens.changes(), now()];
    const hour = { drawn: latencies.drawn.minutes(), lag: latencies.lag.minutes() };
    const table = <ScreenTable list={screens.list()} timezone={timezone} now={now()} />;
    const picture = <LatencyChart latencies={hour} timezone={timezone} now={now()} />;
    return [
      { ...replaceById("screens", String(table), null, PAGES), isMorphed: true },
      replaceById("latency", String(picture), null, PAGES),
    ];
  }

  return { due: async () => [...(await path()), ...rest()] };
}
