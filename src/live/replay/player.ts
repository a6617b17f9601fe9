import { isOpen } from "../../domain/alarm/alarm";
import type { HistoryView, Speed } from "../../domain/history_view";
import type { Machine } from "../../domain/machine/machine";
import { valuesOf } from "../../domain/machine/metric_updates";
import type { PageAudience } from "../audiences";
import { wholeTable } from "../components/alarm_rows";
import { type Component, fragmentsFor } from "../components/component";
import { type ComponentSet, createComponentSet } from "../components/component_set";
import { type ReplayView, replayedComponents } from "../components/components";
import type { Fragment } from "../fragment";
import { frame } from "../frame";
import { type Past, pastPlantState } from "./past_plant_state";
import { lastMoment, next, progressFrom, type ProgressEvent } from "./progress";
import { createReadAhead } from "./read_ahead";
import { createReplayFragments } from "./replay_fragments";

/** A replay draws at this pace. */
export const REPLAY_TICK_MS = 500;
/** A replay is read for its machines only, so its one page is sent everything. */
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
  /** Told when the past cannot be read, or an event not be drawn. */
  onTrouble(error: unknown): void;
};

/** Plays the past on one page. Each tick draws what has happened since the one before; false when it was the last. */
export type Player = { tick(): Promise<boolean>; stop(): void };

/** @param view the moment at which it begins, and its speed */
export function createPlayer(
  deps: PlayerDeps,
  view: HistoryView & { speed: Speed },
  componentsOf: (view: ReplayView) => readonly Component[] = replayedComponents,
): Player {
  const { past, timezone, now, publish, inTurn, onTrouble } = deps;
  const { speed, machineIds } = view;
  const fragments = createReplayFragments(deps, view);
  const stepMs = REPLAY_TICK_MS * speed;
  const end = () => lastMoment(now());
  const ahead = createReadAhead({ past, speed, machineIds, stepMs, end, onTrouble });
  let progress = progressFrom(view.at, speed, now());
  let plant: ComponentSet | undefined;
  let isBusy = false;

  /** @returns whether the page must say another state */
  function apply(event: ProgressEvent): boolean {
    const before = progress.state;
    progress = next(progress, event, now());
    return progress.state !== before;
  }

  /** Draws the whole moment: the page may show an older one, or the last before a broken link. */
  async function begin() {
    const { at } = progress;
    const query = { at, machineIds, fill: deps.fill };
    const { plantState, alarms } = await pastPlantState(past, deps.machines(), query);
    const open = alarms.filter(isOpen).map(({ id }) => id);
    await ahead.begin(at, open);
    const drawing = { plantState, timezone, now: () => progress.at, tickMs: REPLAY_TICK_MS };
    const onUndrawable = (_: unknown, error: unknown) => onTrouble(error);
    const components = componentsOf({ ...drawing, onUndrawable }).map(onItsPage);
    const begun = createComponentSet(components, plantState, onUndrawable);
    plant = begun;
    apply("begun");
    fragments.began(at);
    await inTurn(() => {
      const whole = [...begun.snapshot(ITS_PAGE), ...fragments.clock(at), ...fragments.words(progress.state)];
      publish(wholeTable(alarms, timezone) + frame(whole, null));
    });
  }

  /** Plays up to the moment reached. @returns the fragments of what has changed */
  function play(components: ComponentSet): Fragment[] {
    const { readings, changes } = ahead.take(progress.at);
    const values = readings.flatMap((reading) => valuesOf(reading, () => undefined, false));
    values.forEach(components.onValue);
    const events = changes.flatMap(({ event }) => components.onEvent(event));
    const batches = [...events, ...components.tick([ITS_PAGE]), ...components.due([ITS_PAGE])];
    return fragmentsFor(ITS_PAGE, batches);
  }

  async function step() {
    if (!plant) await begin();
    const components = plant;
    if (!components || progress.state === "ended") return;
    apply("tick");
    const { target } = progress;
    await ahead.reach(target);
    // All that can fail comes first: a moment that has been played is not played again.
    const timeline = await fragments.timeline(target);
    await inTurn(() => {
      const hasChanged = apply("reached");
      const words = hasChanged ? fragments.words(progress.state) : [];
      publish(frame([...play(components), ...timeline, ...fragments.clock(progress.at), ...words], null));
    });
  }

  return {
    async tick() {
      if (isBusy) return true;
      isBusy = true;
      try {
        if (progress.state !== "ended") await step();
      } catch (error) {
        onTrouble(error);
        if (apply("failed")) publish(frame(fragments.words(progress.state), null));
      }
      isBusy = false;
      return progress.state !== "ended";
    },
    stop: () => void apply("stopped"),
  };
}

/** Whatever pages show a component live: a replay's are all on its one page. */
const onItsPage = (component: Component): Component => ({ ...component, pages: [ITS_PAGE.page] });
