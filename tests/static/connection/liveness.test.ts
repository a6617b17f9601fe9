import { expect, test } from "bun:test";
import { answerWithinMs } from "../../../static/connection/state";
import { NOW, PAGES, pass, play, POLL_MS, SECOND } from "./play";

test("a socket that is CONNECTING for more than 8 s is closed, and tried again", () => {
  const { times } = pass(PAGES.connecting, NOW, NOW + 12 * SECOND);
  expect(times("close")).toEqual([NOW + 8_250]);
  expect(times("connect")).toEqual([NOW + 9_250]);
});

test("a live socket without a frame for more than 25 s is replaced; a beat every 10 s keeps it", () => {
  const { state, times } = pass(PAGES.live, NOW, NOW + 26 * SECOND);
  expect(times("close")).toEqual([NOW + 25_250]);
  expect(state).toMatchObject({ phase: "waiting", losses: 1 });
  let kept = PAGES.live;
  for (let now = NOW; now < NOW + 120 * SECOND; now += 10 * SECOND)
    kept = pass(play(kept, ["frame", "beat"], now).state, now, now + 10 * SECOND).state;
  expect(kept).toMatchObject({ phase: "live", losses: 0 });
});

test("what a beat says of the bus and the database is shown, and the socket stays", () => {
  const beat = { bus: "away", warning: "Live, event bus down since 10:30" };
  const away = play(PAGES.live, [{ kind: "beat", beat }]);
  expect(away.state).toMatchObject({ phase: "live", status: "live", ...beat });
  expect(away.effects).toEqual([]);
  expect(play(away.state, ["beat"]).state).toMatchObject({ bus: "ok", warning: null });
});

test("neither frame nor successful poll for more than 25 s is offline; one successful poll ends that", () => {
  const silent = pass(PAGES.waiting, NOW, NOW + 25 * SECOND).state;
  expect(silent.status).toBe("reconnecting");
  const offline = pass(silent, NOW + 25_250, NOW + 25_250).state;
  expect(offline.status).toBe("offline");
  expect(play(offline, ["closed"]).state.status).toBe("offline");
  expect(play(offline, ["unreachable"], NOW + 26_000).state.status).toBe("offline");
  const polled = play(offline, ["caughtUp"], NOW + 26_000).state;
  expect(polled.status).toBe("reconnecting");
  expect(pass(polled, NOW + 26_000, NOW + 51_000).state.status).toBe("reconnecting");
});

test("a page that was never live connects instead of reconnecting", () => {
  const never = play(PAGES.connecting, ["closed"]).state;
  expect(never.status).toBe("connecting");
  expect(play({ ...never, status: "offline" }, ["caughtUp"]).state.status).toBe("connecting");
});

test("after sleep a page asks at once what it missed, and its socket has 11 s to prove itself", () => {
  const { state, effects } = play(PAGES.live, ["woke"]);
  expect(effects).toEqual(["catch_up"]);
  expect(pass(state, NOW, NOW + 11_000).state.phase).toBe("live");
  expect(pass(state, NOW, NOW + 11_250).times("close")).toEqual([NOW + 11_250]);
  expect(pass(play(state, ["frame"], NOW + 10_000).state, NOW, NOW + 30_000).state.phase).toBe("live");
});

test("after sleep without a socket a page polls at once, and an answer ends the wait", () => {
  const asleep = { ...PAGES.waiting, pollAt: NOW + POLL_MS, retryAt: NOW + 30 * SECOND };
  const { state, effects } = play(asleep, ["woke", "tick"]);
  expect(effects).toEqual(["poll"]);
  expect(play(state, ["caughtUp"]).state.retryAt).toBeLessThanOrEqual(NOW + 3 * SECOND);
});

test("a lost link is polled at once, every 5 s while the server answers, and sooner while nobody does", () => {
  const first = pass(PAGES.waiting, NOW, NOW + SECOND).times("poll");
  expect(first).toEqual([NOW + 750]);
  expect(play(PAGES.waiting, ["caughtUp"]).state.pollAt).toBe(NOW + POLL_MS);
  expect(play(PAGES.waiting, ["unreachable"], NOW, 0).state.pollAt).toBe(NOW + 375);
});

test("the first catch-up of a new socket reports the seconds away and the events that polls have brought", () => {
  const polled = play(PAGES.waiting, ["caughtUp", "caughtUp"], NOW + 10 * SECOND).state;
  const open = play(polled, ["opened"], NOW + 42 * SECOND).state;
  expect(open).toMatchObject({ awaySeconds: 42, polledEvents: 4 });
  expect(play(open, ["caughtUp"]).state).toMatchObject({ awaySeconds: 0, polledEvents: 0, lostAt: null });
});

test("a socket lost before it caught up keeps the time of the first loss and the count of its polls", () => {
  const polled = play(PAGES.waiting, ["caughtUp", "opened"], NOW + 10 * SECOND).state;
  const lost = play(polled, ["closed"], NOW + 20 * SECOND).state;
  expect(lost).toMatchObject({ lostAt: NOW, polledEvents: 2, losses: 1, awaySeconds: 0 });
});

test("a catch-up may take 15 s on an open socket, a poll 4 s", () => {
  const within = Object.entries(PAGES).map(([phase, state]) => [phase, answerWithinMs(state)]);
  expect(within).toEqual([
    ["connecting", 4_000],
    ["open", 15_000],
    ["live", 15_000],
    ["waiting", 4_000],
  ]);
});

/** Plays a page whose sockets never open, though its polls are answered as given. */
function refusedFor(milliseconds: number, answer: "caughtUp" | "unreachable") {
  let state = PAGES.connecting;
  let tries = 1;
  let since = NOW;
  for (let now = NOW; now <= NOW + milliseconds; now += 250) {
    if (state.phase === "connecting" && now - since >= 250) state = play(state, ["closed"], now).state;
    const step = pass(state, now, now);
    state = step.state;
    if (step.times("connect").length > 0) [tries, since] = [tries + 1, now];
    if (step.times("poll").length > 0) state = play(state, [answer], now).state;
  }
  return { state, tries };
}

test("a page whose sockets are refused while its polls are answered knows it within 15 s, and goes on trying", () => {
  const { state } = refusedFor(15 * SECOND, "caughtUp");
  // It was never live, but it is not about to connect either: it is kept up to date by polls.
  expect(state).toMatchObject({ isPolling: true, status: "reconnecting" });
  expect(refusedFor(600 * SECOND, "caughtUp").state.status).toBe("reconnecting");
  expect(state.refusals).toBeGreaterThanOrEqual(3);
  expect(refusedFor(600 * SECOND, "caughtUp").tries).toBeGreaterThan(20);
  expect(play({ ...state, phase: "connecting" }, ["opened"]).state.refusals).toBe(0);
});

test("sockets that do not open while no poll is answered are a server that is away", () => {
  expect(refusedFor(60 * SECOND, "unreachable").state.refusals).toBe(0);
});
