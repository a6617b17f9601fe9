import { afterEach, beforeEach, expect, jest, spyOn, test } from "bun:test";
import { storeForOffline, waitForServer } from "../../../static/reload/offline";
import { openPage, replace, serverOf, settle } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function page({ isSecureContext = true, controller = null as object | null } = {}) {
  const window = openPage(`<p id="link-status" data-state="live"></p>`, "http://andon.test/plant/");
  const registered: string[] = [];
  const stored: string[] = [];
  const active = { postMessage: ({ keep }: { keep: string }) => stored.push(keep) };
  replace(window, "isSecureContext", isSecureContext);
  replace(window.navigator, "serviceWorker", {
    controller,
    ready: Promise.resolve({ active }),
    register: async (url: string) => registered.push(url),
  });
  const goLive = async () => {
    window.document.dispatchEvent(new window.Event("andon:live"));
    await settle();
  };
  return { window, registered, stored, goLive };
}

test("a page is stored when it is live, not before, and again every five minutes while it is live", async () => {
  const { window, registered, stored, goLive } = page();
  storeForOffline(window, "/plant");
  await settle();
  expect([registered, stored]).toEqual([[], []]);
  await goLive();
  expect([registered, stored]).toEqual([["/plant/worker.js"], ["http://andon.test/plant/"]]);
  jest.advanceTimersByTime(300_000);
  await settle();
  expect(stored.length).toBe(2);
  window.document.querySelector<HTMLElement>("#link-status")!.dataset.state = "reconnecting";
  jest.advanceTimersByTime(300_000);
  await settle();
  expect(stored.length).toBe(2);
});

test("a page that came from a service worker is stored already", async () => {
  const { window, stored, goLive } = page({ controller: {} });
  storeForOffline(window, "");
  await goLive();
  expect(stored).toEqual([]);
});

test("without https, or without service workers, nothing is stored and nothing fails", async () => {
  const insecure = page({ isSecureContext: false });
  storeForOffline(insecure.window, "");
  await insecure.goLive();
  expect(insecure.registered).toEqual([]);
  const old = openPage();
  replace(old, "isSecureContext", true);
  storeForOffline(old, "");
  old.document.dispatchEvent(new old.Event("andon:live"));
});

test("a stored page asks every 0.5 to 1.5 s until the server answers, then loads the present page", async () => {
  const random = spyOn(Math, "random").mockReturnValue(0);
  const { window } = page();
  const server = serverOf(window);
  server.status = undefined;
  waitForServer(window);
  jest.advanceTimersByTime(499);
  expect(server.asked.length).toBe(0);
  random.mockReturnValue(1);
  jest.advanceTimersByTime(1);
  await settle();
  expect(server.asked.length).toBe(1);
  server.status = 200;
  jest.advanceTimersByTime(1_500);
  await settle();
  expect([server.asked.length, server.reloads]).toEqual([2, 1]);
});
