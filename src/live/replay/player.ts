import { isOpen } from "../../domain/alarm/alarm";
import type { HistoryView, Speed } from "../../domain/history_view";
import type { Machine } from "../../domain/machine/machine";
import { valuesOf } from "../../domain/machine/metric_updates";
import type { PageAudience } from "../audiences";
import { wholeTable } from "../components/alarm_rows";
import { type Component, fragmentsFor } from "../components/component";
import { type ComponentSet, createComponentSet } from "../components/component_set";
import { replayedComponents, type ReplayView } from "../components/components";
import type { Fragment } from "../fragment";
import { frame } from "../frame";
import type { PlantState } from "../state/plant_state";
import { type Past, pastPlantState } from "./past_plant_state";
import { next, progressFrom, type ProgressEvent, REPLAY_TICK_MS } from "./progress";
import { createReadAhead, type ReadAhead } from "./read_ahead";
import { createReplayFragments } from "./replay_fragments";

/** A replay reads only its own machines, so its one page is sent everything. */
const ITS_PAGE: PageAudience = { kind: "page", page: "history", machineIds: [] };

export type PlayerDeps = {
  past: Past;
  machines(): readonly Machine[];
  /** Closed alarms fill a page's table up to so many rows. */
  fill: number;
  timezone: string;
  now(): number;
  publish(html: string): void;
  /** Draws when it is this replay's turn: several do not all draw at once. */
  inTurn(draw: () => void): Promise<void>;
  /** Called when the past cannot be read, or an event not be drawn. */
  onTrouble(error: unknown): void;
};

/** Plays the past on one page. */
export type Player = {
  /**
   * Draws what has happened since the tick before, which must be done. @returns false when it was the last
   */
  tick(): Promise<boolean>;
  stop(): void;
};

type ComponentsOf = (view: ReplayView) => readonly Component[];

/** @param view the moment at which it begins, and its speed */
export function createPlayer(
  deps: PlayerDeps,
  view: HistoryView & { speed: Speed },
  componentsOf: ComponentsOf = replayedComponents,
): Player {
  const { publish, inTurn, onTrouble } = deps;
  const fragments = createReplayFragments(deps, view);
  const ahead = createReadAhead(deps, view);
  let progress = progressFrom(view, deps.now());
  let components: ComponentSet | undefined;

  /** @returns whether the page must show another state */
  function apply(event: ProgressEvent): boolean {
    const before = progress.state;
    progress = next(progress, event, deps.now());
    return progress.state !== before;
  }

  /** Draws the whole moment: the page may show an older one, or the last before a broken link. */
  async function begin() {
    const query = { at: progress.at, machineIds: view.machineIds, fill: deps.fill };
    const { plantState, alarms } = await pastPlantState(deps.past, deps.machines(), query);
    await ahead.begin(query.at, alarms.filter(isOpen));
    const begun = (components = componentSetOf(deps, componentsOf, plantState, () => progress.at));
    apply("begun");
    fragments.began(query.at);
    await inTurn(() => {
      const shown = [...fragments.clock(query.at), ...fragments.words(progress.state)];
      const rows = alarms.map((alarm) => plantState.shown(alarm, query.at));
      publish(wholeTable(rows, deps.timezone) + frame([...begun.snapshot(ITS_PAGE), ...shown], null));
    });
  }

  async function step() {
    if (!components) await begin();
    const playing = components;
    if (!playing || progress.state === "ended") return;
    apply("tick");
    await ahead.reach(progress.target);
    // All that can fail comes first: a moment that has been played is not played again.
    const timeline = await fragments.timeline(progress.target);
    await inTurn(() => {
      const words = apply("reached") ? fragments.words(progress.state) : [];
      const played = play(playing, ahead.take(progress.at));
      publish(frame([...played, ...timeline, ...fragments.clock(progress.at), ...words], null));
    });
  }

  async function tick() {
    try {
      if (progress.state !== "ended") await step();
    } catch (error) {
      onTrouble(error);
      if (apply("failed")) publish(frame(fragments.words(progress.state), null));
    }
    return progress.state !== "ended";
  }

  return { tick, stop: () => void apply("stopped") };
}

/** A replay's components, each on its one page whatever pages it is live on. */
function componentSetOf(
  { timezone, onTrouble }: PlayerDeps,
  componentsOf: ComponentsOf,
  plantState: PlantState,
  now: () => number,
): ComponentSet {
  const onUndrawable = (_: unknown, error: unknown) => onTrouble(error);
  const view = { plantState, timezone, now, tickMs: REPLAY_TICK_MS, onUndrawable };
  const onItsPage = componentsOf(view).map((component) => ({ ...component, pages: [ITS_PAGE.page] }));
  return createComponentSet(onItsPage, plantState, onUndrawable);
}

/** @returns the fragments of what has happened, in its order */
function play(components: ComponentSet, { readings, changes }: ReturnType<ReadAhead["take"]>): Fragment[] {
  const values = readings.flatMap((reading) => valuesOf(reading, () => undefined, false));
  values.forEach(components.onValue);
  const events = changes.flatMap(({ event }) => components.onEvent(event));
  const batches = [...events, ...components.tick([ITS_PAGE]), ...components.due([ITS_PAGE])];
  return fragmentsFor(ITS_PAGE, batches);
}
