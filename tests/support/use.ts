import { afterAll, afterEach, beforeAll, beforeEach, setDefaultTimeout } from "bun:test";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { type Settings, startAndon, type TestAndon } from "./andon";
import { openLive, startTestBrowser, type Tab } from "./browser";
import { PATIENCE_MS, SLOW_MACHINE_MS } from "./needs";
import { startRedis, type TestRedis } from "./redis";

/**
 * A server for the tests of this block: started before the first, and again before one that finds it dead.
 * @param settings or how they are found out, when another server must be there first
 * @param program its entry point, unless it is the suite's
 */
export function useAndon(
  settings: Settings | (() => Settings | Promise<Settings>) = {},
  program?: string,
): TestAndon {
  setDefaultTimeout(SLOW_MACHINE_MS);
  let andon: TestAndon | undefined;
  beforeAll(async () => {
    andon = await startAndon(typeof settings === "function" ? await settings() : settings, program);
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

/**
 * A Chromium; the contexts that a test opens are closed after it. Each has cookies and storage of its own.
 */
export type TestBrowser = {
  context(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** An empty page in a context of its own. */
  page(options?: BrowserContextOptions): Promise<Page>;
  /** A page in a context of its own that shows this address and has gone live. */
  live(url: string, options?: BrowserContextOptions): Promise<Tab>;
};

/** A Chromium for the tests of this block, and another one should it have died. */
export function useBrowser(): TestBrowser {
  setDefaultTimeout(SLOW_MACHINE_MS);
  let started: Promise<Browser> | undefined;
  let isInTest = false;
  let openedInTest: BrowserContext[] = [];
  async function running() {
    if (!(await started)?.isConnected()) started = startTestBrowser();
    return (await started)!;
  }
  async function context(options?: BrowserContextOptions) {
    const opened = await (await running()).newContext(options);
    opened.setDefaultTimeout(PATIENCE_MS);
    if (isInTest) openedInTest.push(opened);
    return opened;
  }
  beforeAll(async () => void (await running()), SLOW_MACHINE_MS);
  beforeEach(() => void (isInTest = true));
  afterEach(async () => {
    isInTest = false;
    await Promise.all(openedInTest.map((context) => context.close()));
    openedInTest = [];
  });
  afterAll(async () => (await started)?.close());
  return {
    context,
    page: async (options) => (await context(options)).newPage(),
    live: async (url, options) => openLive(await context(options), url),
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
