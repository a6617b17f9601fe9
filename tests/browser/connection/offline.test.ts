import { expect, test } from "bun:test";
import { register } from "../../support/actions";
import { eventually } from "../../support/andon";
import { isLink, untilKept, whyNoBrowser } from "../../support/browser";
import { otherBuild } from "../../support/build";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

describeNeeding([whyNoBrowser], "a reload without server", () => {
  const andon = useAndon({ BASE_PATH: "/plant" });
  const browser = useBrowser();

  test("shows the last board as offline, comes back by itself within 5 s, and never runs an old build", async () => {
    using build = otherBuild();
    const page = await browser.page();
    const id = await register(andon, "Press-1");
    await page.goto(`${andon.url}/?machine=${id}`);
    await isLink(page, "live");
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
    const names = new Set((await kept()).map((url) => /assets\/([a-z_]+)/.exec(url)?.[1]));
    expect(names).toEqual(new Set(["app", "calls", "icon", "live", "on_demand"]));
  });

  test("stores the files of each kind of page, not only of the one that was opened last", async () => {
    const page = await browser.page();
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
  });
});
