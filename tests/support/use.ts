import { afterAll, afterEach, beforeAll, beforeEach, setDefaultTimeout } from "bun:test";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { type Settings, startAndon, type TestAndon } from "./andon";
import { openLive, openTab, startTestBrowser, type Tab } from "./browser";
import { SLOW_MACHINE_MS } from "./needs";
import { startRedis, type TestRedis } from "./redis";

/**
 * A server for the tests of this block: started before the first, and again before one that finds it dead.
 * @param settings or how they are found out, when another server must be there first
 */
export function useAndon(settings: Settings | (() => Settings | Promise<Settings>) = {}): TestAndon {
  setDefaultTimeout(SLOW_MACHINE_MS);
  let andon: TestAndon | undefined;
  beforeAll(async () => {
    andon = await startAndon(typeof settings === "function" ? await settings() : settings);
  }, SLOW_MACHINE_MS);
  beforeEach(() => andon?.revive());
  afterAll(() => andon?.[Symbol.asyncDispose]());
  return standIn(() => andon, "The server");
}

/** A Redis for the tests of this block. */
export function useRedis(): TestRedis {
  setDefaultTimeout(SLOW_MACHINE_MS);
  let redis: TestRedis | undefined;
  beforeAll(async () => void (redis = await startRedis()), SLOW_MACHINE_MS);
  afterAll(() => redis?.stop());
  return standIn(() => redis, "Redis");
}

/** The tabs of a Chromium; those that a test opens are closed after it. */
export type TestBrowser = {
  /** An empty tab with cookies and storage of its own. */
  tab(options?: BrowserContextOptions): Promise<Tab>;
  /** A tab that shows this address and has gone live. */
  live(url: string, options?: BrowserContextOptions): Promise<Tab>;
};

/** A Chromium for the tests of this block, and another one should it have died. */
export function useBrowser(): TestBrowser {
  setDefaultTimeout(SLOW_MACHINE_MS);
  let started: Promise<Browser> | undefined;
  let isInTest = false;
  let openedInTest: Tab[] = [];
  async function running() {
    if ((await started)?.isConnected()) return started!;
    started = startTestBrowser();
    return started;
  }
  function noted(tab: Tab): Tab {
    if (isInTest) openedInTest.push(tab);
    return tab;
  }
  beforeAll(async () => void (await running()), SLOW_MACHINE_MS);
  beforeEach(() => void (isInTest = true));
  afterEach(async () => {
    isInTest = false;
    await Promise.all(openedInTest.map(({ page }) => page.context().close()));
    openedInTest = [];
  });
  afterAll(async () => (await started)?.close());
  return {
    tab: async (options) => noted(await openTab(await running(), options)),
    live: async (url, options) => noted(await openLive(await running(), url, options)),
  };
}

/** Stands for what a hook has yet to start. */
function standIn<T extends object>(started: () => T | undefined, what: string): T {
  const get = (_: T, name: string | symbol): unknown => {
    const target = started();
    if (!target) throw new Error(`${what} has not been started yet: use it in tests and hooks only`);
    return Reflect.get(target, name);
  };
  return new Proxy({} as T, { get });
}
