import { createBackoff } from "./backoff";
import { type Answer, watchCatchUp } from "./catch_up";
import { watchVersion } from "./reload_on_new_build";
import { describeScreen } from "./client_report";
import { createStatus } from "./status";
import { watchSleep } from "./sleep_detector";

/** What the server says on every beat, about itself and about the bus. */
type Beat = {
  build: string;
  cursor: string | null;
  busAwaySince: number | null;
  /** Milliseconds since the server last heard itself on the bus. */
  canary: number;
  now: number;
};
/** `resync`: the server itself has missed events, so every page has to ask anew. */
type Word = { beat?: Beat; resync?: true };
type Connection = { socket: WebSocket | null };
/** The parts of htmx's event details that are read here. */
type HtmxDetail = {
  connection: Connection;
  message: { data: unknown };
  cancelled: boolean;
  waitUntil(work: Promise<unknown>): void;
};
type Asking = { ctx: { request: { headers: Record<string, string> } } };
/** Of the socket: waiting for the next try, trying, open but not caught up, or proven. */
type Phase = "waiting" | "trying" | "open" | "live";

const CONNECTING_AT_MOST_MS = 8_000;
const SILENCE_MEANS_LOST_MS = 25_000;
/** After sleep the next beat must come in time, or the socket was left behind. */
const BEAT_WITHIN_MS = 11_000;
const CANARY_AT_MOST_MS = 25_000;
const TICK_MS = 250;
const ANSWER_WITHIN_MS = 4_000;
/** To catch up may take longer: when a server comes back, every screen asks. */
const CAUGHT_UP_WITHIN_MS = 15_000;
/** Nobody answers, so nobody is burdened: asked again after half of this to all of it, to be back soon. */
const KNOCK_MS = 750;

/** Keeps the one socket alive, polls while it is down, and says in words which of the two it is. */
export function keepLink(
  html: (selector: string) => HTMLElement | null,
  clock: { set(serverNow: number): void; now(): number },
) {
  const statusElement = html("#link-status");
  const catchUpElement = html("#catch-up");
  if (!statusElement || !catchUpElement || !html("#socket")) return;
  const pollMs = Number(catchUpElement.dataset.pollSeconds ?? 5) * 1000;
  const backoff = createBackoff(Math.random);
  const status = createStatus(statusElement, html("#clock")?.dataset.timezone);
  const version = watchVersion(html("meta[name=andon-build]")?.getAttribute("content"), clock.now);
  const hasSlept = watchSleep(Date.now, () => performance.now());
  const timeoutMs = () => (phase === "open" || phase === "live" ? CAUGHT_UP_WITHIN_MS : ANSWER_WITHIN_MS);
  const catchUp = watchCatchUp(catchUpElement, timeoutMs, answered);

  let connection: Connection | undefined;
  let phase: Phase = "trying";
  let everLive = false;
  let heardAt = performance.now();
  let frameAt = heardAt;
  let liveSince = 0;
  let lostAt = 0;
  let triedAt = heardAt;
  let retryAt = Infinity;
  let pollAt = Infinity;
  let losses = 0;
  backoff.tried(heardAt);
  const screen = describeScreen(html, () => ({
    losses,
    frame: Math.round((performance.now() - frameAt) / 1000),
  }));

  function opened() {
    const now = performance.now();
    // Seconds, not a time of day: the server knows its own clock, and cannot trust this one.
    set("#away", lostAt ? Math.max(1, Math.round((now - lostAt) / 1000)) : 0);
    frameAt = heardAt = now;
    retryAt = pollAt = Infinity;
    phase = "open";
    version.opened();
  }

  function lost() {
    const now = performance.now();
    if (phase === "waiting") return;
    if (phase === "live") {
      losses += 1;
      backoff.lost(now - liveSince);
    }
    if (!lostAt) set("#caught", 0);
    lostAt ||= frameAt;
    phase = "waiting";
    connection = undefined;
    set("#away", 0);
    retryAt = now + backoff.next(now);
    pollAt = now + Math.random() * KNOCK_MS;
    if (status.state() !== "offline") status.show(everLive ? "reconnecting" : "connecting");
  }

  /** A new element is a new connection; the old one goes with its element, whatever state its socket is in. */
  function reconnect() {
    const now = performance.now();
    const old = html("#socket")!;
    const fresh = old.cloneNode() as HTMLElement;
    fresh.removeAttribute("data-htmx-powered");
    old.replaceWith(fresh);
    backoff.tried(now);
    triedAt = now;
    retryAt = Infinity;
    phase = "trying";
    window.htmx.process(fresh);
  }

  function tick() {
    const now = performance.now();
    if (hasSlept()) doubt();
    if (now >= retryAt) reconnect();
    else if (isOpen() && now - frameAt > SILENCE_MEANS_LOST_MS) abandon();
    else if (phase === "trying" && now - triedAt > CONNECTING_AT_MOST_MS) abandon();
    if (!isOpen() && now >= pollAt) {
      pollAt = Infinity;
      catchUp.ask();
    }
    if (phase !== "live" && now - heardAt > SILENCE_MEANS_LOST_MS) status.show("offline");
    if (html("#page-facts")) tellAll(now);
  }

  /** The device has slept, or the network is another: what is missed is asked for now, and the socket has to speak. */
  function doubt() {
    const now = performance.now();
    if (isOpen()) {
      frameAt = Math.min(frameAt, now - SILENCE_MEANS_LOST_MS + BEAT_WITHIN_MS);
      if (!catchUp.pending()) catchUp.ask();
    } else {
      pollAt = Math.min(pollAt, now);
    }
  }

  /** Diagnostics shows what this page knows of itself. */
  function tellAll(now: number) {
    tell("name", screen.label());
    tell("link", html("#link-status [data-words]")?.textContent);
    tell("lag", screen.lag());
    tell("frame", ((now - frameAt) / 1000).toFixed(1));
    tell("losses", String(losses));
    tell("cursor", cursor());
    tell("lit", html("#page-facts")!.dataset[isSecureContext ? "textSecure" : "textInsecure"]);
  }

  function tell(fact: string, text: string | null | undefined) {
    const place = html(`#page-facts [data-fact="${fact}"]`);
    if (place && text && place.textContent !== text) place.textContent = text;
  }

  /** Gives up a socket that says nothing; its own close event may take minutes, so nothing waits for it. */
  function abandon() {
    const socket = connection?.socket;
    lost();
    socket?.close();
  }

  function answered(answer: Answer) {
    const now = performance.now();
    status.polled(answer.kind === "told");
    if (answer.kind === "told") return told(answer.events, now);
    // An open socket that cannot say what was missed is worth nothing: what it brings next would hide the hole.
    if (isOpen()) return abandon();
    pollAt = now + (answer.kind === "refused" ? pollMs : KNOCK_MS * (0.5 + Math.random() / 2));
  }

  function told(events: number, now: number) {
    heardAt = now;
    if (isOpen()) return proven(now);
    set("#caught", Number(html("#caught")?.getAttribute("value") ?? 0) + events);
    pollAt = now + pollMs;
    if (status.state() === "offline") status.show(everLive ? "reconnecting" : "connecting");
    if (phase === "waiting") retryAt = Math.min(retryAt, now + backoff.soon(now));
  }

  /** The socket is open, and the page stands where the log does. */
  function proven(now: number) {
    if (phase !== "live") liveSince = now;
    phase = "live";
    const isFirst = !everLive;
    everLive = true;
    lostAt = 0;
    set("#away", 0);
    set("#caught", 0);
    status.show("live");
    if (isFirst) document.dispatchEvent(new Event("andon:live"));
  }

  function beat(word: Beat) {
    if (word.cursor !== null) {
      set("#cursor", word.cursor);
      html("#cursor")?.setAttribute("data-cursor", word.cursor);
    }
    const deaf = word.canary > CANARY_AT_MOST_MS ? word.now - word.canary : null;
    status.bus(word.busAwaySince ?? deaf);
    clock.set(word.now);
    version.heard(word.build);
  }

  /** What comes while the page is catching up waits: applied before, it would be overwritten by what is older. */
  function incoming(detail: HtmxDetail) {
    frameAt = heardAt = performance.now();
    const text = typeof detail.message.data === "string" ? detail.message.data : "";
    const word: Word = text.startsWith("{") ? JSON.parse(text) : {};
    const named = word.beat ? word.beat.cursor : /data-cursor="([^"]*)"/.exec(text.slice(-400))?.[1];
    if (word.beat) connection?.socket?.send(screen.word(word.beat.now));
    if ((word.resync || isOtherLog(named)) && !catchUp.pending()) catchUp.ask();
    const pending = catchUp.pending();
    if (!pending) return void (word.beat && beat(word.beat));
    const applied = pending.then((ok) => {
      if (!ok || detail.connection !== connection) detail.cancelled = true;
      else if (word.beat) beat(word.beat);
    });
    detail.waitUntil(applied);
  }

  const isOpen = () => phase === "open" || phase === "live";
  const cursor = () => html("#cursor")?.getAttribute("value") ?? "";
  /** Another epoch: what happened in between cannot be told from the cursor, only from the whole view. */
  const isOtherLog = (named: string | null | undefined) =>
    Boolean(named) && named!.split("-")[0] !== cursor().split("-")[0];

  function set(selector: string, value: string | number) {
    html(selector)?.setAttribute("value", String(value));
  }

  const on = (name: string, act: (detail: HtmxDetail, event: Event) => void) =>
    document.addEventListener(name, (event) => act((event as CustomEvent<HtmxDetail>).detail, event), true);

  // While the socket is down the poll says how this screen is.
  catchUpElement.addEventListener("htmx:config:request", (event) => {
    const { headers } = (event as CustomEvent<Asking>).detail.ctx.request;
    if (!isOpen()) headers["Andon-Screen"] = encodeURIComponent(screen.word(null));
  });
  on("htmx:ws:before:connection", (detail) => (connection = detail.connection));
  on("htmx:ws:after:connection", (detail) => detail.connection === connection && opened());
  on("htmx:ws:close", (detail) => detail.connection === connection && lost());
  on("htmx:ws:before:message:incoming", (detail, event) =>
    detail.connection === connection ? incoming(detail) : event.preventDefault(),
  );
  window.addEventListener("online", doubt);
  setInterval(tick, TICK_MS);
}
