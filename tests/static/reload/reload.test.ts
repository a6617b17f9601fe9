import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { reloadSoon, reloadWhenReachable, sinceReload } from "../../../static/reload/reload";
import { openPage, replace, serverOf, settle } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("a page reloads when the server can give it", async () => {
  const window = openPage("", "http://andon.test/kiosk?theme=dark");
  const server = serverOf(window);
  await reloadWhenReachable(window, () => {});
  expect(server).toMatchObject({ asked: ["http://andon.test/kiosk?theme=dark"], reloads: 1 });
});

test.each([[undefined], [503], [404]])(
  "a page does not reload while the server answers %p",
  async (status) => {
    const window = openPage();
    const server = serverOf(window);
    server.status = status;
    let otherwise = 0;
    await reloadWhenReachable(window, () => (otherwise += 1));
    expect([server.reloads, otherwise]).toEqual([0, 1]);
  },
);

test("a server that does not answer within 5 s counts as away", async () => {
  const window = openPage();
  const server = serverOf(window);
  const silent = (_: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  replace(window, "fetch", silent);
  let otherwise = 0;
  const done = reloadWhenReachable(window, () => (otherwise += 1));
  jest.advanceTimersByTime(5_000);
  await done;
  expect([server.reloads, otherwise]).toEqual([0, 1]);
});

test("a page that has to reload asks every second until the server answers", async () => {
  const window = openPage();
  const server = serverOf(window);
  server.status = undefined;
  reloadSoon(window);
  for (let second = 0; second < 3; second++) {
    await settle();
    jest.advanceTimersByTime(1_000);
  }
  await settle();
  expect([server.asked.length, server.reloads]).toEqual([4, 0]);
  server.status = 200;
  jest.advanceTimersByTime(1_000);
  await settle();
  expect(server.reloads).toBe(1);
});

test("a page knows how long ago it was reloaded, across the reload", async () => {
  const window = openPage();
  serverOf(window);
  expect(sinceReload(window)).toBe(Infinity);
  await reloadWhenReachable(window, () => {});
  jest.advanceTimersByTime(70_000);
  expect(sinceReload(window)).toBe(70_000);
});

test("with its clock set back, or storage blocked, a page goes by its own age", () => {
  const window = openPage();
  window.sessionStorage.setItem("andon-reloaded", String(Date.now() + 3_600_000));
  expect(sinceReload(window)).toBe(performance.now());
  Object.defineProperty(window, "sessionStorage", {
    get() {
      throw new Error("SecurityError");
    },
  });
  expect(sinceReload(window)).toBe(performance.now());
});
