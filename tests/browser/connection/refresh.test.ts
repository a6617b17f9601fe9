import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Route } from "playwright-core";
import { eventually, startAndon, type TestAndon } from "../../support/andon";
import { startBrowser, whyNoBrowser } from "../../support/browser";

const why = whyNoBrowser();
const REFRESH = /<meta http-equiv="refresh" content="10"/;

describe.skipIf(Boolean(why))(`a page that refreshes itself${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon(), startBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await andon[Symbol.asyncDispose]();
  });

  /** Opens a page that would refresh itself after one second instead of ten, and counts how often it is loaded. */
  async function open(path: string, script?: (route: Route) => Promise<void>) {
    const page = await browser.newPage();
    let loads = 0;
    await page.route(andon.url + path, async (route) => {
      loads += 1;
      const response = await route.fetch();
      const body = (await response.text()).replace(REFRESH, '<meta http-equiv="refresh" content="1"');
      await route.fulfill({ response, body });
    });
    if (script) await page.route(/\/assets\/live-/, script);
    await page.goto(andon.url + path);
    return { page, loads: () => loads };
  }

  test("does so when its script cannot be had, fails at its start or cannot be read, and not while the script runs", async () => {
    const say = (body: string) => (route: Route) => route.fulfill({ body, contentType: "text/javascript" });
    const pages = await Promise.all([
      open("/?theme=light", (route) => route.abort()),
      open("/?theme=dark", say("throw new Error('no')")),
      open("/machines", say("syntax, not of this age #")),
    ]);
    const live = await open("/");
    await live.page.waitForSelector("#socket[data-htmx-powered]", { state: "attached" });
    const atLeast = live.loads() + 2;
    for (const { loads } of pages)
      await eventually(async () => loads() > atLeast, "it is loaded again", 20_000);
    expect(live.loads()).toBe(1);
    await pages[0].page.waitForSelector('h2:has-text("Alarms")');
    await Promise.all([live, ...pages].map(({ page }) => page.close()));
  }, 30_000);

  test("does not where a form is being filled in", async () => {
    expect(await (await fetch(andon.url)).text()).toMatch(REFRESH); // the guard
    expect(await (await fetch(`${andon.url}/machines?register=1`)).text()).not.toMatch(REFRESH);
  });
});
