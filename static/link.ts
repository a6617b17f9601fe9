import { createBackoff } from "./backoff";

/** What the server says on every beat, about itself and about the bus. */
type Beat = { build: string; cursor: string | null; busAwaySince: number | null; now: number };
type State = "connecting" | "live" | "reconnecting" | "offline";
type Connection = { socket: WebSocket | null };
/** The parts of htmx's event details that are read here. */
type HtmxDetail = {
  connection: Connection;
  message: { data: unknown };
  ctx: { response?: { status: number; headers: Headers } };
};

const CONNECTING_AT_MOST_MS = 8_000;
const SILENCE_MEANS_LOST_MS = 25_000;
const TICK_MS = 500;
const RELOAD_SPREAD_MS = 30_000;
const RELOAD_AT_MOST_EVERY_MS = 600_000;
const FRESH_CRITICAL_MS = 10_000;

/** Keeps the one socket alive, polls while it is down, and says in words which of the two it is. */
export function keepLink(
  html: (selector: string) => HTMLElement | null,
  onTime: (serverNow: number) => void,
) {
  const status = html("#link-status");
  const catchUp = html("#catch-up");
  if (!status || !catchUp || !html("#socket")) return;
  const pollMs = Number(document.body.dataset.pollSeconds ?? 5) * 1000;
  const backoff = createBackoff(Math.random);
  const build = html("meta[name=andon-build]")?.getAttribute("content");

  let connection: Connection | undefined;
  let state: State = "connecting";
  let everLive = false;
  let heardAt = performance.now();
  let frameAt = heardAt;
  let liveSince = 0;
  let lostAt = 0;
  let triedAt = heardAt;
  let retryAt = Infinity;
  let pollAt = Infinity;
  let otherBuilds = 0;
  let losses = 0;
  /** The cursor of the first catch-up that is still without an answer. */
  let unanswered: string | undefined;
  backoff.tried(heardAt);

  function show(next: State) {
    state = next;
    status!.dataset.state = next;
    const said = status!.dataset;
    const away = next === "live" && said.bus === "away" ? said.textAway : undefined;
    const text = away ?? said[`text${next[0]!.toUpperCase()}${next.slice(1)}`] ?? next;
    const words = status!.querySelector("[data-words]");
    // A screen reader speaks every change of the text, so it is changed only when it does.
    if (words && words.textContent !== text) words.textContent = text;
  }

  function live() {
    const now = performance.now();
    // Seconds, not a time of day: the server knows its own clock, and cannot trust this one.
    set("#away", lostAt ? Math.max(1, Math.round((now - lostAt) / 1000)) : 0);
    frameAt = heardAt = liveSince = now;
    everLive = true;
    retryAt = pollAt = Infinity;
    lostAt = 0;
    show("live");
  }

  function lost() {
    const now = performance.now();
    if (retryAt < Infinity) return;
    if (state === "live") {
      losses += 1;
      lostAt = frameAt;
      set("#caught", 0);
      backoff.lost(now - liveSince);
    }
    connection = undefined;
    set("#away", 0);
    retryAt = now + backoff.next(now);
    pollAt = Math.min(pollAt, now + Math.random() * 1000);
    if (state !== "offline") show(everLive ? "reconnecting" : "connecting");
  }

  /** A new element is a new connection; the old one goes with its element, whatever state its socket is in. */
  function reconnect() {
    const now = performance.now();
    const old = html("#socket")!;
    const fresh = old.cloneNode() as HTMLElement;
    fresh.removeAttribute("data-htmx-powered");
    connection?.socket?.close();
    connection = undefined;
    old.replaceWith(fresh);
    backoff.tried(now);
    triedAt = now;
    retryAt = Infinity;
    window.htmx.process(fresh);
  }

  function tick() {
    const now = performance.now();
    if (now >= retryAt) reconnect();
    else if (state === "live" && now - frameAt > SILENCE_MEANS_LOST_MS) abandon();
    else if (state !== "live" && retryAt === Infinity && now - triedAt > CONNECTING_AT_MOST_MS) abandon();
    if (state !== "live" && now >= pollAt) {
      pollAt = now + pollMs;
      catchUp!.dispatchEvent(new Event("andon:poll"));
    }
    if (state !== "live" && now - heardAt > SILENCE_MEANS_LOST_MS) show("offline");
    tell("frame", ((now - frameAt) / 1000).toFixed(1));
    tell("losses", String(losses));
    tell("cursor", html("#cursor")?.getAttribute("value") ?? "");
  }

  /** Diagnostics shows what this page knows of its own link. */
  function tell(fact: string, text: string) {
    const place = html(`#page-facts [data-fact="${fact}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  /** Gives up a socket that says nothing; its own close event may take minutes, so nothing waits for it. */
  function abandon() {
    connection?.socket?.close();
    lost();
  }

  /** Frames may have moved the cursor past what was asked for in vain: the page stands where it stood, and asks anew. */
  function unheard() {
    if (unanswered !== undefined) set("#cursor", unanswered);
    if (state === "live") abandon();
  }

  function polled(caughtUp: number) {
    const now = performance.now();
    heardAt = now;
    if (state === "live") return;
    set("#caught", Number(html("#caught")?.getAttribute("value") ?? 0) + caughtUp);
    if (state === "offline") show("reconnecting");
    if (retryAt < Infinity) retryAt = Math.min(retryAt, now + backoff.soon(now));
  }

  function beat(word: Beat) {
    if (word.cursor !== null && unanswered === undefined) {
      set("#cursor", word.cursor);
      html("#cursor")?.setAttribute("data-cursor", word.cursor);
    }
    status!.dataset.bus = word.busAwaySince === null ? "ok" : "away";
    if (word.busAwaySince !== null) {
      const time = plantMinute(word.busAwaySince, html("#clock")?.dataset.timezone);
      status!.dataset.textAway = status!.dataset.textBusAway?.replace("{time}", time);
    }
    show(state);
    onTime(word.now);
    otherBuilds = word.build === build ? 0 : otherBuilds + 1;
    if (otherBuilds === 2) setTimeout(reloadWhenQuiet, Math.random() * RELOAD_SPREAD_MS);
  }

  function set(selector: string, value: string | number) {
    html(selector)?.setAttribute("value", String(value));
  }

  /** Loads the new version, but neither in a loop nor in the first seconds of a critical alarm. */
  function reloadWhenQuiet() {
    const last = Number(sessionStorage.getItem("andon-reloaded") ?? 0);
    const fresh = html('#anomaly-rows > [data-severity="critical"][data-state="new"]')?.dataset.key;
    const alarmed = fresh !== undefined && Date.now() - Number(fresh) < FRESH_CRITICAL_MS;
    if (alarmed || Date.now() - last < RELOAD_AT_MOST_EVERY_MS)
      return void setTimeout(reloadWhenQuiet, 5_000);
    sessionStorage.setItem("andon-reloaded", String(Date.now()));
    location.reload();
  }

  const on = (name: string, act: (detail: HtmxDetail, event: Event) => void) =>
    document.addEventListener(name, (event) => act((event as CustomEvent<HtmxDetail>).detail, event), true);

  on("htmx:ws:before:connection", (detail) => (connection = detail.connection));
  on("htmx:ws:after:connection", (detail) => detail.connection === connection && live());
  on("htmx:ws:close", (detail) => detail.connection === connection && lost());
  on("htmx:ws:before:message:incoming", (detail, event) => {
    if (detail.connection !== connection) return event.preventDefault();
    frameAt = heardAt = performance.now();
    const text: unknown = detail.message.data;
    if (typeof text === "string" && text.startsWith('{"beat"')) beat(JSON.parse(text).beat);
    // The server itself has missed events: ask before any later frame moves the cursor past them.
    if (text === '{"resync":true}') catchUp.dispatchEvent(new Event("andon:poll"));
  });
  on("htmx:config:request", (_, event) => {
    if (event.target === catchUp) unanswered ??= html("#cursor")?.getAttribute("value") ?? undefined;
  });
  on("htmx:after:request", (detail, event) => {
    if (event.target !== catchUp) return;
    const response = detail.ctx.response;
    if (response?.status !== 200) return unheard();
    unanswered = undefined;
    polled(Number(response.headers.get("Andon-Caught-Up") ?? 0));
  });
  on("htmx:error", (_, event) => event.target === catchUp && unheard());
  setInterval(tick, TICK_MS);
}

/** "10:02" in plant time. */
function plantMinute(at: number, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone }).format(at);
}
