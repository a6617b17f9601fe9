import type { Find } from "../page/find";
import { watchCatchUp } from "./catch_up";
import { createClientReport } from "../page/client_report";
import { readCursor, writeCursor } from "./cursor";
import { readFrame } from "./frame";
import { type Beat, type Effect, type LinkEvent, type LinkState, loaded } from "./link";
import { showPageFacts } from "../page/page_facts";
import { reloadSoon } from "../reload/reload";
import { reloadOnNewBuild } from "../reload/reload_on_new_build";
import { createSleepDetector } from "./sleep_detector";
import { watchSocket } from "./socket";
import { answerWithinMs, isOpen, next } from "./state";
import { showStatus } from "./status";

type Clock = { set(serverNow: number): void; now(): number };
type Link = { state: LinkState; dispatch(event: LinkEvent): void };
type ConfigRequest = CustomEvent<{ ctx: { request: { headers: Record<string, string> } } }>;

const TICK_MS = 250;
const SHOWN = ["status", "isPolling", "refusals", "bus", "warning"] as const;

/**
 * Keeps the one socket of a page alive, polls while it is down, and shows which of the two it is. `next`
 * decides; here the events of htmx, timers and browser go in, and its effects come out.
 */
export function keepConnected(find: Find, clock: Clock) {
  const corner = find("#link-status");
  const question = find("#catch-up");
  if (!corner || !question || !find("#socket")) return;
  const pollEveryMs = Number(question.dataset.pollSeconds ?? 5) * 1000;
  const build = reloadOnNewBuild(window, clock.now);
  const catchUp = watchCatchUp(
    question,
    () => answerWithinMs(link.state),
    (answer) => link.dispatch({ kind: "answered", answer }),
  );
  const socket = watchSocket(document, {
    opened() {
      build.socketOpened();
      link.dispatch({ kind: "opened" });
    },
    closed: () => link.dispatch({ kind: "closed" }),
    frame(data) {
      const { beat, hasGap } = readFrame(data, readCursor(find));
      link.dispatch({ kind: "frame", hasGap });
      if (beat) socket.send(report.write(beat.now));
      return () => beat && applyBeat(beat);
    },
    pending: catchUp.pending,
  });
  const link = createLink(find, corner, loaded(performance.now(), pollEveryMs), {
    connect: socket.replace,
    close: socket.close,
    poll: catchUp.ask,
    catch_up: () => void (catchUp.pending() ?? catchUp.ask()),
    announce: () => document.dispatchEvent(new Event("andon:live")),
    reload: () => reloadSoon(window),
  });
  const report = createClientReport(window, find, () => link.state);

  function applyBeat(beat: Beat) {
    if (beat.cursor !== null) writeCursor(find, beat.cursor);
    link.dispatch({ kind: "beat", beat });
    clock.set(beat.now);
    build.beat(beat.build);
  }
  // While the socket is down, the poll carries the report.
  question.addEventListener("htmx:config:request", (event) => {
    const { headers } = (event as ConfigRequest).detail.ctx.request;
    if (!isOpen(link.state)) headers["Andon-Screen"] = encodeURIComponent(report.write(null));
  });
  watchDevice(link);
  setInterval(() => showPageFacts(find, link.state, report), TICK_MS);
}

/** Holds the state of the link, shows it after each event, and performs the effects. */
function createLink(
  find: Find,
  corner: HTMLElement,
  start: LinkState,
  perform: Record<Effect, () => void>,
): Link {
  const link = { state: start, dispatch };
  return link;

  function dispatch(event: LinkEvent) {
    const before = link.state;
    const { state, effects } = next(before, event, performance.now(), Math.random);
    link.state = state;
    show(find, corner, before, state);
    for (const effect of effects) perform[effect]();
  }
}

/**
 * Shows the link in the corner when it has changed there, and fills the fields that a catch-up sends along.
 */
function show(find: Find, corner: HTMLElement, before: LinkState, after: LinkState) {
  find("#away")?.setAttribute("value", String(after.awaySeconds));
  find("#caught")?.setAttribute("value", String(after.polledEvents));
  if (SHOWN.some((key) => before[key] !== after[key])) showStatus(corner, after);
}

function watchDevice({ dispatch }: Link) {
  const hasSlept = createSleepDetector(Date.now, () => performance.now());
  window.addEventListener("online", () => dispatch({ kind: "woke" }));
  window.addEventListener("pageshow", ({ persisted }) => persisted && dispatch({ kind: "restored" }));
  setInterval(() => {
    if (hasSlept()) dispatch({ kind: "woke" });
    dispatch({ kind: "tick" });
  }, TICK_MS);
}
