import { beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { whyNoBrowser } from "../../support/browser";
import { LOOKED_AT, type Fixtures, createFixtures } from "../../support/fixtures";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const STOPS_AT_MOST = 120;
/** Half of a laptop's screen, as a zoom of 200 % leaves it. */
const ZOOMED = { width: 640, height: 400 };

/** The element that has the focus, as a person sees it. */
type Stop = {
  what: string;
  /** Among all that can be tapped or filled in, in the order of the page; -1: something else. */
  place: number;
  of: number;
  isOutlined: boolean;
  isInView: boolean;
};

describeNeeding([whyNoBrowser], "by keyboard alone", () => {
  const andon = useAndon({ POLL_SECONDS: "1" });
  const browser = useBrowser();
  let fixtures: Fixtures;

  beforeAll(async () => {
    fixtures = await createFixtures(andon);
  }, SLOW_MACHINE_MS);

  const live = async (path: string) =>
    (await browser.live(andon.url + path.replace("{id}", fixtures.machineId))).page;
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.outerHTML ?? "");

  const stop = (page: Page): Promise<Stop> =>
    page.evaluate(() => {
      const at = document.activeElement as HTMLElement;
      // Counted at each stop: an element drawn anew in between is another one in the same place.
      const all = document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary");
      const usable = [...all].filter((one) => one.checkVisibility() && !one.matches(":disabled"));
      const { x, y, width, height } = at.getBoundingClientRect();
      const seen = document.elementFromPoint(x + width / 2, y + height / 2);
      const outlined = [at, at.closest(".tile")].map((one) => one && getComputedStyle(one).outlineStyle);
      return {
        what: at.outerHTML.slice(0, 120),
        place: usable.indexOf(at),
        of: usable.length,
        isOutlined: outlined.includes("solid"),
        // In a picture marks may lie on one another.
        isInView: (at.closest("svg") ?? at).contains(seen),
      };
    });

  /** Tab by Tab through the page, until the focus leaves it. */
  async function walk(page: Page): Promise<Stop[]> {
    const stops: Stop[] = [];
    while (stops.length < STOPS_AT_MOST) {
      await page.keyboard.press("Tab");
      const at = await stop(page);
      if (at.place < 0) return stops;
      // A field for a date has a stop for each of its parts.
      if (at.place !== stops.at(-1)?.place) stops.push(at);
    }
    throw new Error(`Still not through the page after ${STOPS_AT_MOST} times Tab`);
  }

  test.each(LOOKED_AT)(
    "every control of %s is reached once, in the order of the page, seen and outlined, also zoomed to 200 %",
    async (path) => {
      const page = await live(path);
      // A screen is listed a few seconds after it has come.
      if (path === "/diagnostics") await page.getByRole("button", { name: /^Find/ }).waitFor();
      for (const size of [undefined, ZOOMED]) {
        if (size) await page.setViewportSize(size);
        await page.evaluate(() => (document.activeElement as HTMLElement).blur());
        await page.mouse.click(0, 0);
        const stops = await walk(page);
        expect(stops.map(({ place }) => place)).toEqual(
          Array.from({ length: stops[0]?.of ?? 0 }, (_, place) => place),
        );
        expect(stops.filter(({ isOutlined, isInView }) => !isOutlined || !isInView)).toEqual([]);
      }
    },
  );

  test("the first Tab finds a link past the header, and the next control is the content's", async () => {
    const page = await live("/anomalies");
    await page.keyboard.press("Tab");
    expect(await focused(page)).toContain("#content");
    expect(await page.locator(".skip").boundingBox()).toMatchObject({ x: expect.any(Number) });
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.locator("main :focus").count()).toBe(1);
  });

  test("the focus stays on its control when the row or tile is drawn anew", async () => {
    const page = await live(`/?machine=${fixtures.machineId}`);
    const redrawn = (selector: string) =>
      page.waitForFunction(
        (selector) => !document.querySelector(selector)?.hasAttribute("data-old"),
        selector,
      );
    await page.evaluate(() => {
      for (const one of document.querySelectorAll("#anomaly-rows > tr, .tile"))
        one.setAttribute("data-old", "");
    });
    await page.focus("#anomaly-rows > tr summary");
    const summary = await focused(page);
    await page.keyboard.press("Enter");
    await page.evaluate(() => {
      document.querySelector("#whole")!.setAttribute("value", "1");
      document.querySelector("#catch-up")!.dispatchEvent(new Event("andon:poll"));
    });
    await redrawn("#anomaly-rows > tr:has(summary)");
    await page.waitForFunction(() => document.activeElement?.matches("summary"));
    expect(await focused(page)).toBe(summary);
    expect(await page.locator("details[open]").count()).toBe(1);

    await page.focus(".tile button");
    await page.evaluate(() => document.querySelector(".tile")!.setAttribute("data-old", ""));
    await fixtures.report("warning");
    await redrawn(".tile");
    await page.waitForFunction(() => document.activeElement?.matches(".tile button"));
  });

  test.each(["/anomalies", "/anomalies?severity=critical"])(
    "an alarm of %s is answered by Enter, and the focus stays on its row, with the next one a Tab away",
    async (path) => {
      const first = await fixtures.report("critical");
      await fixtures.report("critical");
      const page = await live(path);
      await page.focus(`tr[data-anomaly-id="${first}"] [name=acknowledge]`);
      await page.keyboard.press("Enter");
      await page.waitForSelector(`tr[data-anomaly-id="${first}"][data-state="acknowledged"]:focus`);
      await page.keyboard.press("Shift+Tab");
      expect(await focused(page)).toContain('name="acknowledge"');
    },
  );

  test("toasts hide no element that has the focus, and leave by Escape", async () => {
    const page = await live("/anomalies");
    await page.setViewportSize(ZOOMED);
    const last = page.locator("[name=acknowledge]").last();
    await last.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await last.evaluate((control) => control.scrollIntoView({ block: "end" }));
    await Promise.all(
      ["warning", "warning", "warning", "critical"].map((severity) => fixtures.report(severity)),
    );
    await page.waitForSelector("#toast-more");
    expect((await stop(page)).isInView).toBe(true);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector("#toasts")!.children.length === 0);
  });
});
