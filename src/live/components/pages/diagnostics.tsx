import { LatencyChart } from "../../../../views/diagnostics/latency_chart";
import { RefusalTable } from "../../../../views/diagnostics/refusal_table";
import { RefusedMessages } from "../../../../views/diagnostics/refused_messages";
import { ScreenTable } from "../../../../views/diagnostics/screen_table";
import { StageTable } from "../../../../views/diagnostics/stage_table";
import { type Fragment, replaceById } from "../../fragment";
import type { Component } from "../component";
import type { LiveView } from "../components";
import type { StageDiagnostics } from "../../state/diagnostics";

const REST_EVERY_MS = 10_000;

/**
 * The tables of the diagnostics page: that of the stages each time, that of refusals when there is another,
 * screens and latencies when a screen came, went or was looked for.
 */
export function createDiagnostics(view: LiveView) {
  const { diagnostics, screens, latencies, timezone, latest, now } = view;
  let seen = screens.changes();
  let drawnAt = -Infinity;
  let refused = 0;
  let malformed = 0;

  async function drawStages(): Promise<Fragment[]> {
    const known = await diagnostics().catch(() => undefined);
    if (!known) return [];
    const table = <StageTable diagnostics={known} timezone={timezone} now={now()} cursor={latest()} />;
    const tables = [...drawRefusals(known), ...drawRefused(known)];
    return [replaceById("path-facts", String(table), null), ...tables];
  }

  function drawRefusals({ refusals }: StageDiagnostics): Fragment[] {
    const count = refusals.counters.reduce((sum, { count }) => sum + count, 0);
    if (count === refused) return [];
    refused = count;
    const table = <RefusalTable refusals={refusals} timezone={timezone} now={now()} />;
    return [replaceById("refusals", String(table), null)];
  }

  function drawRefused(known: StageDiagnostics): Fragment[] {
    if (known.malformed.count === malformed) return [];
    malformed = known.malformed.count;
    const { refusedMessages } = known;
    const table = <RefusedMessages refusedMessages={refusedMessages} timezone={timezone} now={now()} />;
    return [replaceById("refused-messages", String(table), null)];
  }

  function drawRest(): Fragment[] {
    if (seen === screens.changes() && now() - drawnAt < REST_EVERY_MS) return [];
    [seen, drawnAt] = [screens.changes(), now()];
    const hour = { drawn: latencies.drawn.minutes(), lag: latencies.lag.minutes() };
    const table = <ScreenTable list={screens.list()} timezone={timezone} now={now()} />;
    const chart = <LatencyChart latencies={hour} timezone={timezone} now={now()} />;
    return [
      { ...replaceById("screens", String(table), null), isMorphed: true },
      replaceById("latency", String(chart), null),
    ];
  }

  return {
    pages: ["diagnostics"],
    refresh: async () => [...(await drawStages()), ...drawRest()],
  } satisfies Component;
}
