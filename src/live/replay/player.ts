import type { HistoryView, ReplayState, Speed } from "../../../views/history/history_data";
import type { AlarmChange } from "../../store/alarms/alarm_timeline";
import { isOpen } from "../../domain/alarm/alarm";
import { alarmOfEvent } from "../../domain/alarm/alarm_event";
import { machineOf } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import type { Reading } from "../../domain/machine/reading";
import { valuesOf } from "../../domain/machine/metric_updates";
import { type Areas, createAreas } from "../components/areas";
import type { PlantState } from "../state/plant_state";
import { wholeTable } from "../fragments";
import { frame, type Fragment } from "../frame";
import { type Past, pastPlantState } from "./past_plant_state";
import { createReplayFragments } from "./replay_fragments";
import { createTiles, type Tiles } from "../components/tiles";

/** So much of the past is read at once, in time of the clock on the wall, and more when less is left. */
const READ_AHEAD_MS = 5_000;
/** A replay draws what has happened at this pace. */
export const REPLAY_TICK_MS = 500;
/** A replay ends so long before now: what is on its way has then come. */
const ON_ITS_WAY_MS = 2_000;

export type PlayerDeps = {
  past: Past;
  machines(): readonly Machine[];
  /** Closed alarms fill a page's table up to so many rows. */
  fill: number;
  timezone: string;
  now(): number;
  publish(html: string): void;
  /** Draws when it is this replay's turn: of several not all at once. */
  inTurn(draw: () => void): Promise<void>;
  /** The past could not be read, or an event not be drawn. */
  onTrouble(error: unknown): void;
};

/** Plays the past on one page. Each tick draws what has happened since the one before; false when it was the last. */
export type Player = { tick(): Promise<boolean>; stop(): void };

/** What is read of the past and not yet played, in its order. */
type Ahead = { to: number; readings: Reading[]; changes: AlarmChange[] };

/** @param view where it begins, and how fast it goes */
export function createPlayer(deps: PlayerDeps, view: HistoryView & { speed: Speed }): Player {
  const { past, timezone, now, publish, inTurn } = deps;
  const { speed, machineIds } = view;
  const fragments = createReplayFragments(deps, view);
  let at = view.at;
  /** The moment that was shown at an instant of the wall's clock: from these two every other follows. */
  let anchor = { at, wall: now() };
  let state: ReplayState = "playing";
  let shown: { plantState: PlantState; tiles: Tiles; areas: Areas } | undefined;
  let ahead: Ahead = { to: at, readings: [], changes: [] };
  let loading: Promise<void> | undefined;
  let open = new Set<string>();
  let busy = false;
  const end = () => now() - ON_ITS_WAY_MS;

  /** The whole of the moment: what the page has may be older, or the end of a broken link. */
  async function begin() {
    const { plantState, alarms } = await pastPlantState(past, deps.machines(), {
      at,
      machineIds,
      fill: deps.fill,
    });
    const drawing = { plantState, timezone, now: () => at };
    const areas = createAreas(drawing);
    open = new Set(alarms.filter(isOpen).map(({ id }) => id));
    ahead = { to: at, readings: [], changes: [] };
    await readOn();
    shown = { plantState, areas, tiles: createTiles(drawing, REPLAY_TICK_MS) };
    anchor = { at, wall: now() };
    fragments.began(at);
    await inTurn(() => {
      const whole = [areas.all([]), ...fragments.clock(at), ...fragments.words(state)];
      publish(wholeTable(alarms, timezone) + frame(whole, "", none));
    });
  }

  async function readOn() {
    const stretch = { from: ahead.to, to: Math.min(ahead.to + READ_AHEAD_MS * speed, end()), machineIds };
    if (stretch.to <= stretch.from) return;
    const [readings, changes] = await Promise.all([
      past.readings({ ...stretch, stepMs: REPLAY_TICK_MS * speed }),
      past.changes({
        ...stretch,
        open: [...open, ...ahead.changes.map(({ event }) => alarmOfEvent(event).id)],
      }),
    ]);
    ahead = {
      to: stretch.to,
      readings: [...ahead.readings, ...readings],
      changes: [...ahead.changes, ...changes],
    };
  }

  /** Reads on before it is needed; waits for it when it is needed now. */
  async function reach(target: number) {
    const isNear = ahead.to - target < READ_AHEAD_MS * speed && ahead.to < end();
    if (isNear) loading ??= readOn().finally(() => (loading = undefined));
    if (ahead.to >= target) return void loading?.catch(deps.onTrouble);
    await loading;
    if (ahead.to < target) await readOn();
  }

  /** What happened up to the moment, put on the floor; the rows that it changes. */
  function play({ plantState, tiles, areas }: NonNullable<typeof shown>): Fragment[] {
    const readings = ahead.readings.splice(0, until(ahead.readings, at));
    const changes = ahead.changes.splice(0, until(ahead.changes, at));
    for (const reading of readings)
      for (const value of valuesOf(reading, () => undefined, false))
        if (plantState.putValue(value)) tiles.valueChanged(value);
    return changes.flatMap(({ event }) => {
      const alarm = alarmOfEvent(event);
      plantState.putAlarm(alarm);
      tiles.changed(machineOf(event));
      areas.changed(machineOf(event));
      if (isOpen(alarm)) open.add(alarm.id);
      else open.delete(alarm.id);
      return fragments.rows(event, plantState, at);
    });
  }

  async function step() {
    if (!shown) await begin();
    if (!shown || state === "ended") return;
    const [drawing, last] = [shown, end()];
    const target = Math.max(at, Math.min(anchor.at + (now() - anchor.wall) * speed, last));
    await reach(target);
    // All that can fail comes first: what is played is not played again.
    const moved = await fragments.timeline(target);
    await inTurn(() => {
      at = target;
      const changed = state === "waiting" || target >= last;
      state = target >= last ? "ended" : "playing";
      draw(drawing, [...moved, ...fragments.clock(at), ...(changed ? fragments.words(state) : [])]);
    });
  }

  function draw(drawing: NonNullable<typeof shown>, besides: readonly Fragment[]) {
    const { tiles, areas } = drawing;
    const onFloor = [...play(drawing), ...tiles.due(), ...tiles.redrawn(), ...areas.due()([])];
    publish(frame([...onFloor, ...besides], "", none));
  }

  /** What cannot be read now is read later: the moment stands still until then, so nothing is left out. */
  function wait(error: unknown) {
    deps.onTrouble(error);
    anchor = { at, wall: now() };
    if (state === "waiting") return;
    state = "waiting";
    publish(frame(fragments.words(state), "", none));
  }

  return {
    async tick() {
      if (busy) return true;
      busy = true;
      try {
        if (state !== "ended") await step();
      } catch (error) {
        wait(error);
      }
      busy = false;
      return state !== "ended";
    },
    stop: () => void (state = "ended"),
  };
}

/** How many of these, oldest first, happened up to a moment. */
function until(ahead: readonly { at: number }[], moment: number): number {
  const first = ahead.findIndex(({ at }) => at > moment);
  return first < 0 ? ahead.length : first;
}

/** A frame of a replay has no toasts to leave out. */
const none = () => "";
