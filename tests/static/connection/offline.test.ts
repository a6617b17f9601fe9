import { afterEach, beforeEach, expect, jest, spyOn, test } from "bun:test";
import { keepForOffline, waitForServer } from "../../../static/connection/offline";
import { openPage, replace, serverOf, settle } from "../open_page";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function page({ isSecureContext = true, controller = null as object | null } = {}) {
  const window = openPage(`<p id="link-status" data-state="live"></p>`, "http://andon.test/plant/");
  const registered: string[] = [];
  const kept: string[] = [];
  const active = { postMessage: ({ keep }: { keep: string }) => kept.push(keep) };
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
  return { window, registered, kept, goLive };
}

test("a page keeps itself when it is live, not before, and again every five minutes while it is live", async () => {
  const { window, registered, kept, goLive } = page();
  keepForOffline(window, "/plant");
  await settle();
  expect([registered, kept]).toEqual([[], []]);
  await goLive();
  expect([registered, kept]).toEqual([["/plant/worker.js"], ["http://andon.test/plant/"]]);
  jest.advanceTimersByTime(300_000);
  await settle();
  expect(kept.length).toBe(2);
  window.document.querySelector<HTMLElement>("#link-status")!.dataset.state = "reconnecting";
  jest.advanceTimersByTime(300_000);
  await settle();
  expect(kept.length).toBe(2);
});

test("a page that a service worker has answered is kept already", async () => {
  const { window, kept, goLive } = page({ controller: {} });
  keepForOffline(window, "");
  await goLive();
  expect(kept).toEqual([]);
});

test("without https, or without service workers, nothing is kept and nothing fails", async () => {
  const insecure = page({ isSecureContext: false });
  keepForOffline(insecure.window, "");
  await insecure.goLive();
  expect(insecure.registered).toEqual([]);
  const old = openPage();
  replace(old, "isSecureContext", true);
  keepForOffline(old, "");
  old.document.dispatchEvent(new old.Event("andon:live"));
});

test("a kept page asks every 0.5 to 1.5 s until the server answers, then loads the present page", async () => {
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
