import { Cursor } from "../../views/layout/cursor";
import type { StageDiagnostics } from "../../views/shared/board_data";
import { ToastSummary } from "../../views/shared/alarm/toast";
import { alarmOfEvent } from "../domain/alarm/alarm_event";
import { type Cursor as LogCursor, NO_CURSOR } from "../domain/cursor";
import { type AnnouncedEvent, type MetricUpdated, machineOf, type RecordedEvent } from "../domain/event";
import type { Machine } from "../domain/machine/machine";
import { createDiagnosticsParts } from "./components/diagnostics";
import type { PlantState } from "./state/plant_state";
import { createThrottle } from "../async/throttle";
import { createEarlyDraws } from "./early_draws";
import { fragmentsOf } from "./fragments";
import { frame, type Fragment, swap } from "./frame";
import type { KpiTracker } from "./components/kpis";
import type { LatencyHistogram } from "./state/latency_histogram";
import { createMachinePages } from "./components/machine_pages";
import { createJsonStreams, type JsonStreams } from "./json_streams";
import type { Screens } from "./state/screens";
import { createSnapshotCache } from "./snapshot_cache";
import { createTiles, WITH_TILES } from "./components/tiles";
import { createAreas } from "./components/areas";
import { type Audience, type Audiences, concerns, createAudiences, type Topic } from "./audiences";
import { LIVE_TICK_MS } from "./components/update_scheduler";

/** Between two frames, milliseconds: after a full one longer, for it is the full ones that cost a slow page its time. */
const FRAME_EVERY_MS = 35;
const FULL_FRAME_EVERY_MS = 100;
/** Events of one frame. */
const FULL_EVENTS = 5;
const BEAT_EVERY_MS = 10_000;
const FACTS_EVERY_MS = 2_000;

export type LiveDeps = {
  plantState: PlantState;
  kpis: KpiTracker;
  /** The last hour: from recorded to drawn, and to a screen and back. */
  latencies: Record<"drawn" | "lag", LatencyHistogram>;
  screens: Pick<Screens, "list" | "changes">;
  timezone: string;
  build: string;
  publish(topic: Topic, message: string): void;
  /** The newest cursor that the bus has passed on. */
  latest(): string;
  /** Milliseconds since this server last heard itself on the bus. */
  canary(): number;
  /** When the bus was lost, while it is away. */
  busAwaySince(): number | null;
  /** How the stages of the path stand. */
  facts(): Promise<StageDiagnostics>;
  onUndrawable(event: RecordedEvent, error: unknown): void;
  now(): number;
};

type PageAudience = Extract<Audience, { kind: "page" }>;

/** Drawn once, pushed to every screen that it concerns. */
export type Live = {
  audiences: Audiences;
  jsonStreams: JsonStreams;
  hear(event: AnnouncedEvent): void;
  hearValue(event: MetricUpdated): void;
  /** A machine is new or has been changed. */
  hearMachine(machine: Machine): void;
  /**
   * Draws on every page what is recorded and cannot be announced now. It has no cursor; announced later, it is told to
   * programs, and changes nothing on a page.
   */
  hearUnannounced(events: readonly RecordedEvent[]): void;
  /** The bus went away or came back: every page is told at once. */
  beat(): void;
  /** This server has missed events: every screen must ask for itself, every program is told of the gap. */
  resync(from: string, to: string): void;
  /** The newest cursor that every screen and program here has been told of. */
  latest(): LogCursor;
  /** The first words on a new socket. */
  greeting(): string;
  /** What an audience has missed, as one frame; also the newest of every value. `extra` is put before the cursor. */
  catchUp(events: readonly AnnouncedEvent[], audience: PageAudience, cursor: string, extra?: string): string;
  stop(): void;
};

export function createLive(deps: LiveDeps): Live {
  const { plantState, kpis, latencies, publish, timezone, now } = deps;
  const audiences = createAudiences();
  const jsonStreams = createJsonStreams(audiences, publish);
  const tiles = createTiles({ plantState, timezone, now });
  const areas = createAreas({ plantState, timezone, now });
  const machinePages = createMachinePages({ plantState, timezone, now });
  const diagnosticsParts = createDiagnosticsParts(deps);
  const machineName = (id: string) => plantState.machine(id)?.name;
  let waiting: Fragment[] = [];
  let waitingEvents = 0;
  const earlyDraws = createEarlyDraws();
  const snapshotCache = createSnapshotCache(wholeOf, () => performance.now());
  const throttle = createThrottle(send, () => performance.now());
  const beating = setInterval(beat, BEAT_EVERY_MS);
  const ticking = setInterval(tick, LIVE_TICK_MS);
  const facing = setInterval(() => void showFacts(), FACTS_EVERY_MS);

  function hear(event: AnnouncedEvent) {
    jsonStreams.tell(event);
    if (earlyDraws.isDue(event.event_id)) draw(event);
  }

  /** An event that cannot be drawn costs itself, never the process nor the others of its frame. */
  function drawn(event: RecordedEvent): Fragment[] {
    const onTrouble = (error: unknown) => deps.onUndrawable(event, error);
    try {
      return fragmentsOf(event, { timezone, now: now(), machineName, onTrouble });
    } catch (error) {
      onTrouble(error);
      return [];
    }
  }

  function draw(event: RecordedEvent) {
    waiting.push(...drawn(event));
    waitingEvents += 1;
    snapshotCache.changed();
    if (event.event_type === "anomaly_detected" || event.event_type === "anomaly_updated") {
      plantState.putAlarm(alarmOfEvent(event));
      kpis.count(event);
      tiles.changed(machineOf(event));
      areas.changed(machineOf(event));
      machinePages.changed(machineOf(event));
    }
    throttle.soon();
  }

  function hearValue(event: MetricUpdated) {
    jsonStreams.tell(event);
    if (!plantState.putValue(event)) return;
    tiles.valueChanged(event);
    machinePages.valueChanged(event);
  }

  /** Values have their own slower pace, so that alarms never wait behind them. */
  function tick() {
    if (pages().next().done) return;
    waiting.push(
      ...tiles.due(),
      ...machinePages.due([...pages()].map(([, audience]) => audience)),
      ...kpis.due(),
    );
    if (waiting.length > 0 || areas.mustArrange()) throttle.soon();
  }

  /** For whoever looks at diagnostics. */
  async function showFacts() {
    if (!pages().some(([, { page }]) => page === "diagnostics")) return;
    waiting.push(...(await diagnosticsParts.due()));
    throttle.soon();
  }

  /** @returns how long the next frame must wait */
  function send(): number {
    // Whoever catches up after this frame must not be given what was before it.
    snapshotCache.changed();
    if (waitingEvents > 0) waiting.push(...kpis.dueTotals());
    const fragments = [...waiting, ...tiles.redrawn()];
    const wait = waitingEvents < FULL_EVENTS ? FRAME_EVERY_MS : FULL_FRAME_EVERY_MS;
    [waiting, waitingEvents] = [[], 0];
    const ages = fragments
      .filter(({ target }) => target === "log")
      .map(({ key }) => Math.max(0, now() - key));
    kpis.seen(ages);
    ages.forEach(latencies.drawn.add);
    const cursor = latest();
    const areasOf = areas.due();
    for (const [topic, audience] of pages()) {
      const wanted = fragments.filter((fragment) => isFor(fragment, audience));
      if (WITH_TILES.includes(audience.page)) wanted.push(...areasOf(audience.machineIds));
      if (wanted.length > 0) publish(topic, toFrame(wanted, cursor));
    }
    return wait;
  }

  /** What this page shows apart from its rows. Areas may have changed while it could not hear. */
  function wholeOf(audience: PageAudience): Fragment[] {
    const fragments = [...machinePages.all(audience), ...kpis.all()].filter((fragment) =>
      isFor(fragment, audience),
    );
    return WITH_TILES.includes(audience.page) ? [...fragments, areas.all(audience.machineIds)] : fragments;
  }

  /** Where the log stands; null when that is not known, and then a page stays where it is. */
  function latest(): LogCursor | null {
    const cursor = deps.latest();
    return cursor === NO_CURSOR ? null : cursor;
  }

  function* pages(): Generator<[Topic, PageAudience]> {
    for (const [topic, audience] of audiences.all()) if (audience.kind === "page") yield [topic, audience];
  }

  function beat() {
    const words = greeting();
    for (const [topic] of pages()) publish(topic, words);
  }

  /** JSON without `content` is not swapped: the page's script reads it. Frames still waiting keep the cursor back. */
  function greeting() {
    const busAwaySince = deps.busAwaySince();
    const cursor = waiting.length > 0 ? null : latest();
    const canary = Math.round(deps.canary());
    return JSON.stringify({ beat: { build: deps.build, cursor, busAwaySince, canary, now: now() } });
  }

  return {
    audiences,
    jsonStreams,
    hear,
    hearValue,
    hearMachine(machine) {
      const before = plantState.machine(machine.id);
      plantState.putMachine(machine);
      snapshotCache.changed();
      tiles.changed(machine.id);
      areas.machineChanged(machine, before);
      machinePages.changed(machine.id);
      throttle.soon();
    },
    hearUnannounced(events) {
      for (const event of events) if (earlyDraws.isFirst(event.event_id)) draw(event);
    },
    beat,
    resync(from, to) {
      for (const [topic, { kind }] of audiences.all())
        publish(topic, JSON.stringify(kind === "page" ? { resync: true } : { type: "gap", from, to }));
    },
    latest: deps.latest,
    greeting,
    catchUp(events, audience, cursor, extra = "") {
      const missed = events.flatMap(drawn).filter((fragment) => isFor(fragment, audience));
      return extra + toFrame([...missed, ...snapshotCache.of(audience)], cursor);
    },
    stop() {
      clearInterval(beating);
      clearInterval(ticking);
      clearInterval(facing);
      throttle.stop();
    },
  };
}

function isFor(fragment: Fragment, audience: PageAudience): boolean {
  // Parts of no machine are the plant's own figures: a page that is narrowed to a machine shows them too.
  const isPlants = fragment.target === "part" && fragment.machineId === null;
  return fragment.pages.includes(audience.page) && (isPlants || concerns(audience, fragment.machineId));
}

function toFrame(fragments: readonly Fragment[], cursor: LogCursor | null): string {
  const mark = cursor === null ? "" : swap("#cursor", String(<Cursor cursor={cursor} />));
  return frame(fragments, mark, (count) => String(<ToastSummary count={count} />));
}
