import { afterEach, beforeEach, expect, jest, spyOn, test } from "bun:test";
import { reloadOnNewBuild } from "../../../static/reload/reload_on_new_build";
import { openPage, serverOf, settle } from "../open_page";

const SERVER_NOW = 5_000_000;

beforeEach(() => {
  jest.useFakeTimers();
  spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function page() {
  const window = openPage(`<table><tbody id="anomaly-rows"></tbody></table>`);
  window.document.head.innerHTML = `<meta name="andon-build" content="old">`;
  const server = serverOf(window);
  const startedAt = performance.now();
  const build = reloadOnNewBuild(window, () => SERVER_NOW + performance.now() - startedAt);
  const pass = async (ms: number) => {
    jest.advanceTimersByTime(ms);
    await settle();
  };
  const alarm = (severity: string, state: string, at: number) =>
    (window.document.querySelector("tbody")!.innerHTML +=
      `<tr data-severity="${severity}" data-state="${state}" data-key="${at}"></tr>`);
  return { window, server, build, pass, alarm };
}

test("two beats that name another build reload the page, at random within 30 s", async () => {
  const { server, build, pass } = page();
  build.beat("new");
  await pass(60_000);
  expect(server.asked).toEqual([]);
  build.beat("new");
  await pass(14_999);
  expect(server.reloads).toBe(0);
  await pass(1);
  expect(server.reloads).toBe(1);
});

test("beats of the own build, or of two sockets, are no new version", async () => {
  const { server, build, pass } = page();
  for (const beat of ["new", "old", "new", "old"]) build.beat(beat);
  build.beat("new");
  build.socketOpened();
  build.beat("new");
  await pass(60_000);
  expect(server.asked).toEqual([]);
});

test("further beats do not ask for it more often", async () => {
  const { server, build, pass } = page();
  server.status = undefined;
  for (let beat = 0; beat < 5; beat++) build.beat("new");
  await pass(15_000);
  expect(server.asked.length).toBe(1);
});

test("a critical alarm has its first ten seconds undisturbed", async () => {
  const { server, build, pass, alarm } = page();
  build.beat("new");
  build.beat("new");
  alarm("critical", "new", SERVER_NOW + 14_000);
  await pass(15_000);
  expect(server.reloads).toBe(0);
  await pass(5_000);
  expect(server.reloads).toBe(0);
  await pass(5_000);
  expect(server.reloads).toBe(1);
});

test("a warning, or an alarm that somebody has acknowledged, does not delay it", async () => {
  const { server, build, pass, alarm } = page();
  alarm("warning", "new", SERVER_NOW + 14_000);
  alarm("critical", "acknowledged", SERVER_NOW + 14_000);
  build.beat("new");
  build.beat("new");
  await pass(15_000);
  expect(server.reloads).toBe(1);
});

test("a page reloads at most once in ten minutes", async () => {
  const { window, server, build, pass } = page();
  window.sessionStorage.setItem("andon-reloaded", String(Date.now() - 300_000));
  build.beat("new");
  build.beat("new");
  await pass(15_000);
  expect(server.asked).toEqual([]);
  for (let second = 0; second < 285; second += 5) await pass(5_000);
  expect(server.reloads).toBe(1);
});

test("while the server cannot give the page, it tries again every 5 s", async () => {
  const { server, build, pass } = page();
  server.status = undefined;
  build.beat("new");
  build.beat("new");
  await pass(15_000);
  server.status = 200;
  await pass(4_999);
  expect(server.reloads).toBe(0);
  await pass(1);
  expect(server.reloads).toBe(1);
});
