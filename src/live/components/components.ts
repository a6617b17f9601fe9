import type { RecordedEvent } from "../../domain/event";
import type { StageDiagnostics } from "../state/diagnostics";
import type { KpiTracker } from "../state/kpi_tracker";
import type { Latencies, LatencyHistogram } from "../state/latency_histogram";
import type { PlantState } from "../state/plant_state";
import type { Screens } from "../state/screens";
import { createAlarmRows } from "./alarm_rows";
import { createAlarmTotals } from "./alarm_totals";
import { createAreas } from "./areas";
import { createCalls } from "./calls";
import type { Component } from "./component";
import { createDiagnostics } from "./pages/diagnostics";
import { createEventLog } from "./pages/event_log";
import { createFloodBanner } from "./floods";
import { createKpis } from "./kpis";
import { createMachineList } from "./pages/machine_list";
import { createMachinePage } from "./pages/machine_page";
import { createPlantSummary } from "./plant_summary";
import { createSuppressedCount } from "./suppressed_count";
import { createTiles } from "./tiles";
import { createToasts } from "./toasts";
import { createTrainingJobs } from "./pages/training_jobs";

/** The plant as it is, or as it was at a moment of a replay. `now` in epoch milliseconds. */
export type PlantView = {
  plantState: PlantState;
  timezone: string;
  now(): number;
  /** Milliseconds between two ticks. */
  tickMs?: number;
};

/** The input of components that live and every replay have. */
export type ReplayView = PlantView & {
  /** Called with an event that cannot be drawn. */
  onUndrawable(event: RecordedEvent, error: unknown): void;
};

/** The input of components that only live has. */
export type LiveView = ReplayView & {
  kpis: KpiTracker;
  /** The last hour: from recorded to drawn, and to a screen and back. */
  latencies: Record<keyof Latencies, LatencyHistogram>;
  screens: Pick<Screens, "list" | "changes">;
  /** The state of the stages of the path. */
  diagnostics(): Promise<StageDiagnostics>;
  /** The newest cursor that the bus has passed on. */
  latest(): string;
};

/** The parts that a replay draws too. */
export function replayedComponents(view: ReplayView): Component[] {
  return [createAlarmRows(view), createTiles(view), createAreas(view)];
}

/** Every part that is pushed to a page. Of parts with one target, a frame has them in this order. */
export function liveComponents(view: LiveView): Component[] {
  return [
    ...replayedComponents(view),
    createCalls(view),
    createMachinePage(view),
    createMachineList(view),
    createKpis(view),
    createPlantSummary(view),
    createFloodBanner(view),
    createAlarmTotals(view),
    createSuppressedCount(view),
    createToasts(view),
    createEventLog(view),
    createTrainingJobs(view),
    createDiagnostics(view),
  ];
}
