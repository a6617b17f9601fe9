import type { Bus } from "../bus/bus";
import { createDrain } from "../bus/drain";
import { createLocalBus } from "../bus/local";
import { createValueTicker } from "../bus/values";
import type { History } from "../history/history";
import { oneByOne } from "../history/one_by_one";
import { createLive, type Live } from "../live/live";
import { createPlayers } from "../live/players";
import { PAST_ROWS } from "../../views/history";
import type { Cursor } from "../model/cursor";
import { recordedAt } from "../model/event";
import type { Base } from "./base";
import { startBypass } from "./bypass";
import type { Factory } from "./factory";
import { fillFloor } from "./fill_floor";
import { createHearing } from "./hearing";
import { startMachineNews } from "./machine_news";
import { pathFacts } from "./path_facts";
import { tellScreens } from "./tell_screens";

/** The way of an event: from the outbox by the bus to every screen. */
export type Events = Awaited<ReturnType<typeof startEvents>>;

/** What the way of an event stands on: nothing here names a runtime. */
export type EventsBase = Pick<
  Base,
  "history" | "directory" | "limits" | "floor" | "counters" | "paces" | "screens" | "tally" | "inbox" | "now"
> & {
  config: Pick<Base["config"], "redisUrl" | "plant">;
  assets: Pick<Base["assets"], "build">;
  server: Pick<Base["server"], "publish">;
  log: Pick<Base["log"], "info" | "warn" | "error">;
};

/** Connects the bus, and lets screens hear what it brings. @param factory undefined until the factory side has started */
export async function startEvents(base: EventsBase, factory: () => Factory | undefined) {
  const { config, history, directory, limits, floor, tally, inbox, log, now } = base;
  const warn = (what: string) => (error: unknown) => log.warn({ error: String(error) }, what);
  const bus = await openBus(base, () => factory()?.isHolder() ?? false);
  const drain = createDrain({
    pending: history.events.pending,
    announce: bus.announce,
    announced: history.events.announced,
    onAnnounced: (marks) => tally.announced.add(marks.length),
    onFailed: warn("events wait for the bus"),
  });
  const values = createValueTicker({ announceValues: bus.announceValues });
  const facts = async () => {
    const [outbox, [newest]] = await Promise.all([
      history.events.outbox(),
      history.events.list({ limit: 1 }),
    ]);
    return pathFacts(tally, {
      waiting: inbox.depth(),
      outbox,
      recordedAt: newest ? recordedAt(newest) : null,
      drawn: base.paces.drawn.all(),
      bus: bus.kind,
      sockets: live.audiences.count(),
    });
  };
  const live = createScreens(base, bus, facts);
  const past = { ...history.playback, opened: history.alarms.list };
  const players = createPlayers({
    past,
    machines: directory.all,
    fill: PAST_ROWS,
    timezone: config.plant.timezone,
    now,
    publish: base.server.publish,
    inTurn: oneByOne(),
    onTrouble: warn("the past cannot be played"),
  });
  const news = history.shared
    ? startMachineNews({
        history,
        directory,
        onChange: live.hearMachine,
        onTrouble: warn("machines could not be read"),
      })
    : undefined;
  const telling = tellScreens({
    screens: base.screens,
    isShared: bus.kind !== "local",
    whisper: bus.hint,
    now,
  });
  const hearing = createHearing({
    live,
    telling,
    history,
    directory,
    inbox,
    tally,
    log,
    now,
    announceSoon: drain.wake,
    factory,
    machinesChanged() {
      void news?.look();
      limits.look().catch(warn("limits could not be read"));
    },
  });
  await bus.subscribe(hearing.handlers);
  // After the bus is heard: an alarm that is announced in between is then on the floor by the one way or the other.
  await fillFloor(floor, history, directory.all(), now());
  const endBypass = startBypass({
    isAway: () => tally.busAwaySince !== null,
    events: history.events,
    draw: live.hearUnannounced,
    onTrouble: warn("the outbox could not be read"),
  });
  return { bus, drain, values, live, past, players, facts, news, hearing, telling, endBypass };
}

function createScreens(base: EventsBase, bus: Bus, facts: Parameters<typeof createLive>[0]["facts"]): Live {
  const { config, floor, counters, paces, screens, tally, assets, server, log, now } = base;
  return createLive({
    floor,
    counters,
    paces,
    screens,
    timezone: config.plant.timezone,
    build: assets.build,
    publish: server.publish,
    latest: bus.latest,
    canary: bus.canary,
    busAwaySince: () => tally.busAwaySince,
    facts,
    onUndrawable: ({ event_id }, error) => log.error({ event_id, error: String(error) }, "cannot be drawn"),
    now,
  });
}

/** A server that is alone has no use for Redis, and does not load what speaks with it. */
async function openBus({ config, history, log }: EventsBase, isTurn: () => boolean): Promise<Bus> {
  if (!config.redisUrl) return createLocalBus({ log: history.events.log, list: history.events.list });
  const { createRedisBus } = await import("../bus/redis");
  return createRedisBus(config.redisUrl, { takeIn: true, isTurn, log, from: await lastAnnounced(history) });
}

/** Where the log stood when this process, or the one before it, announced last. */
async function lastAnnounced(history: History): Promise<Cursor | undefined> {
  return (await history.events.list({ limit: 1 }))[0]?.id;
}
