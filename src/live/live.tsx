import { Cursor } from "../../views/parts/cursor";
import type { PathFacts } from "../../views/board_data";
import { ToastSummary } from "../../views/parts/toast";
import { alarmOf } from "../model/alarm_event";
import type { Cursor as LogCursor } from "../model/cursor";
import { type AnnouncedEvent, type MetricUpdated, machineOf, type RecordedEvent } from "../model/event";
import type { Machine } from "../model/machine";
import { createFactParts } from "./fact_parts";
import type { Floor } from "./floor";
import { createFlush } from "./flush";
import { piecesOf } from "./fragments";
import { frame, type Piece, swap } from "./frames";
import type { Counters } from "./counters";
import type { Hour } from "./hour";
import { createMachineParts } from "./machine_parts";
import { createPrograms, type Programs } from "./programs";
import type { Screens } from "./screens";
import { createStanding } from "./standing";
import { createTiles, WITH_TILES } from "./tiles";
import { createAreas } from "./areas";
import { type Audience, type Audiences, concerns, createAudiences, type Topic } from "./topics";
import { LIVE_TICK_MS } from "./turns";

/** Between two frames, milliseconds: after a full one longer, for it is the full ones that cost a slow page its time. */
const FRAME_EVERY_MS = 35;
const FULL_FRAME_EVERY_MS = 100;
/** Events of one frame. */
const FULL_EVENTS = 5;
const BEAT_EVERY_MS = 10_000;
const FACTS_EVERY_MS = 2_000;
/** What a bus says that has not yet found its log. */
const NOWHERE: LogCursor = "none-0";

export type LiveDeps = {
  floor: Floor;
  counters: Counters;
  /** The last hour: from recorded to drawn, and to a screen and back. */
  paces: Record<"drawn" | "lag", Hour>;
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
  facts(): Promise<PathFacts>;
  onUndrawable(event: RecordedEvent, error: unknown): void;
  now(): number;
};

type PageAudience = Extract<Audience, { kind: "page" }>;

/** Drawn once, pushed to every screen that it concerns. */
export type Live = {
  audiences: Audiences;
  programs: Programs;
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
  const { floor, counters, paces, publish, timezone, now } = deps;
  const audiences = createAudiences();
  const programs = createPrograms(audiences, publish);
  const tiles = createTiles({ floor, timezone, now });
  const areas = createAreas({ floor, timezone, now });
  const machineParts = createMachineParts({ floor, timezone, now });
  const factParts = createFactParts(deps);
  const machineName = (id: string) => floor.machine(id)?.name;
  let waiting: Piece[] = [];
  let waitingEvents = 0;
  /** Drawn before they were announced. */
  const unannounced = new Set<string>();
  const standing = createStanding(wholeOf, () => performance.now());
  const flush = createFlush(send, () => performance.now());
  const beating = setInterval(beat, BEAT_EVERY_MS);
  const ticking = setInterval(tick, LIVE_TICK_MS);
  const facing = setInterval(() => void showFacts(), FACTS_EVERY_MS);

  function hear(event: AnnouncedEvent) {
    programs.tell(event);
    if (!unannounced.delete(event.event_id)) draw(event);
  }

  /** An event that cannot be drawn costs itself, never the process nor the others of its frame. */
  function drawn(event: RecordedEvent): Piece[] {
    const onTrouble = (error: unknown) => deps.onUndrawable(event, error);
    try {
      return piecesOf(event, { timezone, now: now(), machineName, onTrouble });
    } catch (error) {
      onTrouble(error);
      return [];
    }
  }

  function draw(event: RecordedEvent) {
    waiting.push(...drawn(event));
    waitingEvents += 1;
    standing.changed();
    if (event.event_type === "anomaly_detected" || event.event_type === "anomaly_updated") {
      floor.putAlarm(alarmOf(event));
      counters.count(event);
      tiles.changed(machineOf(event));
      areas.changed(machineOf(event));
      machineParts.changed(machineOf(event));
    }
    flush.soon();
  }

  function hearValue(event: MetricUpdated) {
    programs.tell(event);
    if (!floor.putValue(event)) return;
    tiles.valueChanged(event);
    machineParts.valueChanged(event);
  }

  /** Values have their own slower pace, so that alarms never wait behind them. */
  function tick() {
    if (pages().next().done) return;
    waiting.push(
      ...tiles.due(),
      ...machineParts.due([...pages()].map(([, audience]) => audience)),
      ...counters.due(),
    );
    if (waiting.length > 0 || areas.mustArrange()) flush.soon();
  }

  /** For whoever looks at diagnostics. */
  async function showFacts() {
    if (!pages().some(([, { page }]) => page === "diagnostics")) return;
    waiting.push(...(await factParts.due()));
    flush.soon();
  }

  /** @returns how long the next frame must wait */
  function send(): number {
    // Whoever catches up after this frame must not be given what was before it.
    standing.changed();
    if (waitingEvents > 0) waiting.push(...counters.dueTotals());
    const pieces = [...waiting, ...tiles.redrawn()];
    const wait = waitingEvents < FULL_EVENTS ? FRAME_EVERY_MS : FULL_FRAME_EVERY_MS;
    [waiting, waitingEvents] = [[], 0];
    const ages = pieces.filter(({ place }) => place === "log").map(({ key }) => Math.max(0, now() - key));
    counters.seen(ages);
    ages.forEach(paces.drawn.add);
    const cursor = latest();
    const areasOf = areas.due();
    for (const [topic, audience] of pages()) {
      const wanted = pieces.filter((piece) => isFor(piece, audience));
      if (WITH_TILES.includes(audience.page)) wanted.push(...areasOf(audience.machineIds));
      if (wanted.length > 0) publish(topic, toFrame(wanted, cursor));
    }
    return wait;
  }

  /** What this page shows apart from its rows. Areas may have changed while it could not hear. */
  function wholeOf(audience: PageAudience): Piece[] {
    const pieces = [...machineParts.all(audience), ...counters.all()].filter((piece) =>
      isFor(piece, audience),
    );
    return WITH_TILES.includes(audience.page) ? [...pieces, areas.all(audience.machineIds)] : pieces;
  }

  /** Where the log stands; null when that is not known, and then a page stays where it is. */
  function latest(): LogCursor | null {
    const cursor = deps.latest();
    return cursor === NOWHERE ? null : cursor;
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
    programs,
    hear,
    hearValue,
    hearMachine(machine) {
      const before = floor.machine(machine.id);
      floor.putMachine(machine);
      standing.changed();
      tiles.changed(machine.id);
      areas.machineChanged(machine, before);
      machineParts.changed(machine.id);
      flush.soon();
    },
    hearUnannounced(events) {
      for (const event of events) {
        if (unannounced.has(event.event_id)) continue;
        unannounced.add(event.event_id);
        draw(event);
      }
    },
    beat,
    resync(from, to) {
      for (const [topic, { kind }] of audiences.all())
        publish(topic, JSON.stringify(kind === "page" ? { resync: true } : { type: "gap", from, to }));
    },
    latest: deps.latest,
    greeting,
    catchUp(events, audience, cursor, extra = "") {
      const missed = events.flatMap(drawn).filter((piece) => isFor(piece, audience));
      return extra + toFrame([...missed, ...standing.of(audience)], cursor);
    },
    stop() {
      clearInterval(beating);
      clearInterval(ticking);
      clearInterval(facing);
      flush.stop();
    },
  };
}

function isFor(piece: Piece, audience: PageAudience): boolean {
  // Parts of no machine are the plant's own figures: a page that is narrowed to a machine shows them too.
  const isPlants = piece.place === "part" && piece.machineId === null;
  return piece.pages.includes(audience.page) && (isPlants || concerns(audience, piece.machineId));
}

function toFrame(pieces: readonly Piece[], cursor: LogCursor | null): string {
  const mark = cursor === null ? "" : swap("#cursor", String(<Cursor cursor={cursor} />));
  return frame(pieces, mark, (count) => String(<ToastSummary count={count} />));
}
