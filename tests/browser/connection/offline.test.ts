import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { eventually, startAndon, type TestAndon } from "../../support/andon";
import { startBrowser, untilKept, whyNoBrowser } from "../../support/browser";
import { otherBuild } from "../../support/build";

const why = whyNoBrowser();

describe.skipIf(Boolean(why))(`a reload without server${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon({ BASE_PATH: "/plant" }), startBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await andon[Symbol.asyncDispose]();
  });

  test("shows the last board as what it is, comes back by itself within 5 s, and never holds an old client", async () => {
    using build = otherBuild();
    const context = await browser.newContext();
    const page = await context.newPage();
    const { id } = (await (await andon.post("/api/v1/machines", { name: "Press-1" })).json()) as {
      id: string;
    };
    await page.goto(`${andon.url}/?machine=${id}`);
    await page.waitForSelector('#link-status[data-state="live"]');
    await untilKept(page);
    expect(await page.locator("#offline").isVisible()).toBe(false);
    const before = await page.locator("meta[name=andon-build]").getAttribute("content");

    await andon.kill();
    await page.reload();
    expect(await page.locator("#offline").innerText()).toMatch(/OFFLINE.* \d\d:\d\d:\d\d/);
    expect(await page.locator("#link-status").getAttribute("data-state")).toBe("offline");
    expect(await page.locator("#tiles").innerText()).toContain("Press-1");

    await andon.start(build.folder);
    const backAt = performance.now();
    await page.waitForSelector('html:not([data-offline]) #link-status[data-state="live"]');
    expect(performance.now() - backAt).toBeLessThan(5_000);
    expect(await page.locator("#offline").isVisible()).toBe(false);
    expect(await page.locator("meta[name=andon-build]").getAttribute("content")).not.toBe(before);
    const kept = () =>
      page.evaluate(async () => (await (await caches.open("andon-assets")).keys()).map(({ url }) => url));
    const css = await page.locator("link[rel=stylesheet]").getAttribute("href");
    await eventually(
      async () => (await kept()).every((url) => !url.includes("app-") || url.endsWith(css!)),
      "the style of the other build has gone",
    );
    expect((await kept()).length).toBe(3);
    await context.close();
  }, 20_000);

  test("keeps what each kind of page loads, whichever was looked at last", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const keptAs = async (path: string) => {
      await page.goto(andon.url + path);
      await untilKept(page);
    };
    await keptAs("/kiosk");
    const script = await page.locator('script[src*="/kiosk-"]').getAttribute("src");
    await keptAs("/machines");
    await keptAs("/");
    await andon.kill();
    await page.goto(`${andon.url}/kiosk`);
    await page.waitForSelector("html[data-offline]");
    expect(await page.evaluate(async (script) => (await caches.match(script!)) !== undefined, script)).toBe(
      true,
    );
    await andon.start();
    await context.close();
  }, 20_000);
});
