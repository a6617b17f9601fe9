import { expect, test } from "bun:test";
import type { Route } from "playwright-core";
import { eventually } from "../../support/andon";
import { whyNoBrowser } from "../../support/browser";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const REFRESH = /<meta http-equiv="refresh" content="10"/;

describeNeeding([whyNoBrowser], "a page that refreshes itself", () => {
  const andon = useAndon();
  const browser = useBrowser();

  /**
   * Opens a page that would refresh itself after one second instead of ten, and counts how often it is
   * loaded.
   */
  async function open(path: string, script?: (route: Route) => Promise<void>) {
    const page = await browser.page();
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

  test("does so when its script cannot be loaded, fails at its start or cannot be parsed, and not while it runs", async () => {
    const say = (body: string) => (route: Route) => route.fulfill({ body, contentType: "text/javascript" });
    const pages = await Promise.all([
      open("/?theme=light", (route) => route.abort()),
      open("/?theme=dark", say("throw new Error('no')")),
      open("/machines", say("syntax, not of this age #")),
    ]);
    const live = await open("/");
    await live.page.waitForSelector("#socket[data-htmx-powered]", { state: "attached" });
    const atLeast = live.loads() + 2;
    for (const { loads } of pages) await eventually(() => loads() > atLeast, "it is loaded again");
    expect(live.loads()).toBe(1);
    await pages[0].page.waitForSelector('h2:has-text("Alarms")');
    await Promise.all([live, ...pages].map(({ page }) => page.close()));
  });

  test("does not where a form is being filled in", async () => {
    expect(await andon.text("/")).toMatch(REFRESH); // the guard
    expect(await andon.text("/machines?register=1")).not.toMatch(REFRESH);
  });
});
