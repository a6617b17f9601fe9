import { expect, test } from "bun:test";
import { NOW, PAGES, play, SECOND } from "./play";

test("an unreachable server is tried after 1, 2, 4, 8, 16 and 30 s, and then every 30 s for ever", () => {
  let state = play(PAGES.live, ["closed"]).state;
  let now = NOW;
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    waits.push((state.retryAt - now) / SECOND);
    now = state.retryAt;
    state = play(state, ["tick", "closed"], now).state;
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30]);
});

test("each wait is drawn from half to all of its step", () => {
  expect(play(PAGES.live, ["closed"], NOW, 0).state.retryAt).toBe(NOW + 500);
  expect(play(PAGES.live, ["closed"], NOW, 1).state.retryAt).toBe(NOW + 1000);
});

test("a poll that succeeds ends the wait within 3 s, at random, and never makes it longer", () => {
  const now = NOW + 17 * SECOND;
  const state = { ...PAGES.waiting, retryAt: now + 29 * SECOND };
  expect(play(state, ["caughtUp"], now, 0).state.retryAt).toBe(now);
  expect(play(state, ["caughtUp"], now, 1).state.retryAt).toBeLessThanOrEqual(now + 3 * SECOND);
  expect(play(state, ["caughtUp"], state.retryAt - 100, 1).state.retryAt).toBe(state.retryAt);
});

test("only a link that was live for 60 s starts again with a wait of 1 s", () => {
  const again = play(PAGES.waiting, ["opened", "caughtUp"]).state;
  const waitAfter = (liveMs: number) => play(again, ["closed"], NOW + liveMs).state.retryAt - NOW - liveMs;
  expect(waitAfter(59 * SECOND)).toBe(2 * SECOND);
  expect(waitAfter(60 * SECOND)).toBe(1 * SECOND);
});

test("a server that answers polls but closes every socket is tried at most twelve times a minute, and for ever", () => {
  let state = PAGES.waiting;
  const tries: number[] = [];
  for (let now = NOW; now < NOW + 180 * SECOND; now += 250) {
    const step = play(state, ["tick"], now, 0);
    state = step.state;
    if (step.effects.includes("connect")) {
      tries.push(now);
      state = play(state, ["closed"], now, 0).state;
    }
    if (step.effects.includes("poll")) state = play(state, ["caughtUp"], now, 0).state;
  }
  const inMinute = (minute: number) =>
    tries.filter((at) => Math.floor((at - NOW) / 60_000) === minute).length;
  for (const minute of [0, 1, 2])
    expect([3 < inMinute(minute), inMinute(minute) <= 12]).toEqual([true, true]);
});
