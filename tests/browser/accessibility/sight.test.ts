import { beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { openLive, startTestBrowser, whyNoBrowser } from "../../support/browser";
import { LOOKED_AT, type Fixtures, createFixtures } from "../../support/fixtures";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

/** Half of a laptop's screen, as a zoom of 200 % leaves it. */
const ZOOMED = { width: 640, height: 400 };
const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };
/** The animations by which a value shows its age: they change its look and move nothing. */
const AGEING = ["grey", "vanish", "appear"];

describeNeeding([whyNoBrowser], "seen by eyes of every kind", () => {
  const andon = useAndon({ POLL_SECONDS: "1" });
  const browser = useBrowser();
  let fixtures: Fixtures;

  /** How many lines each empty place takes on a phone to say that it is empty. */
  const linesOfEmptyPlaces: number[] = [];

  beforeAll(async () => {
    const page = await browser.page({ viewport: PHONE });
    for (const path of ["/", "/training"]) {
      await page.goto(andon.url + path);
      linesOfEmptyPlaces.push(...(await linesOfEmpty(page)));
    }
    await page.close();
    fixtures = await createFixtures(andon);
  }, SLOW_MACHINE_MS);

  const address = (path: string) => andon.url + path.replace("{id}", fixtures.machineId);
  const live = async (path: string) => (await browser.live(address(path))).page;

  test("an empty place says so on a phone in at most two lines, not one word a line", () => {
    expect(linesOfEmptyPlaces).toHaveLength(4);
    expect(Math.max(...linesOfEmptyPlaces)).toBeLessThanOrEqual(2);
  });

  test.each([...LOOKED_AT, "/kiosk"])("%s loses nothing at a zoom of 200 %", async (path) => {
    const page = await live(path);
    await fixtures.report("warning");
    await page.waitForSelector("#toasts > *");
    await page.setViewportSize(ZOOMED);
    expect(await lost(page)).toEqual([]);
  });

  test("nothing is lost where the reader has doubled the size of type", async () => {
    await using large = await startTestBrowser(["--blink-settings=defaultFontSize=32"]);
    for (const path of LOOKED_AT) {
      await using context = await large.newContext();
      const { page } = await openLive(context, address(path));
      await page.setViewportSize(LAPTOP);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toMatch(
        /^3[2-4]/,
      );
      expect([path, ...(await lost(page))]).toEqual([path]);
    }
  });

  test("where reduced motion is preferred nothing moves; elsewhere a toast slides in", async () => {
    const page = await live("/");
    await page.evaluate(() => {
      const moved: string[] = [];
      Object.assign(window, { moved });
      document.addEventListener("animationstart", ({ animationName }) => moved.push(animationName));
    });
    const moved = () =>
      page.evaluate(async () => {
        for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
        return (window as unknown as { moved: string[] }).moved;
      });
    await fixtures.report("warning");
    await page.waitForFunction(() => (window as unknown as { moved: string[] }).moved.includes("enter"));
    await page.keyboard.press("Escape");
    await page.emulateMedia({ reducedMotion: "reduce" });
    const before = await moved();
    await fixtures.report("critical");
    await page.waitForSelector('#toasts > [data-severity="critical"]');
    const after = (await moved()).slice(before.length);
    expect(after.filter((name) => !AGEING.includes(name))).toEqual([]);
  });

  test("in a contrast theme every state has an edge of its own", async () => {
    const page = await live("/");
    await page.emulateMedia({ forcedColors: "active" });
    const edge = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => {
          const { borderLeftWidth, borderBottomWidth, outlineWidth, outlineStyle } =
            getComputedStyle(element);
          return [borderLeftWidth, borderBottomWidth, outlineStyle === "none" ? "0px" : outlineWidth].join(
            " ",
          );
        });
    const [alarmed, calm] = [
      await edge('.tile[data-severity="critical"]'),
      await edge(".tile:not([data-severity])"),
    ];
    expect(alarmed).not.toBe(calm);
    expect(calm).toBe("0px 0px 1px");
    expect(await edge("nav [aria-current]")).not.toBe(await edge("nav a:not([aria-current])"));
    const live_ = await edge("#link-status");
    await page.evaluate(() => (document.getElementById("link-status")!.dataset.state = "offline"));
    expect(await edge("#link-status")).not.toBe(live_);
  });

  test("without colour a severity is known by its shape and its word", async () => {
    const page = await live("/anomalies");
    const told = await page
      .locator("#anomaly-rows > tr")
      .evaluateAll((rows) =>
        (rows as HTMLElement[]).map((row) => [
          row.dataset.severity,
          row.querySelector(".sign path")!.getAttribute("d"),
          row.querySelector(".sign")!.getAttribute("aria-label"),
        ]),
      );
    const by = (index: number) => new Set(told.map((row) => row[index])).size;
    expect([by(0), by(1), by(2), new Set(told.map(String)).size]).toEqual([3, 3, 3, 3]);
  });
});

/** Elements wider than their place, and controls that lie on one another, as the page is laid out now. */
function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element) => element.outerHTML.slice(0, 100);
    const places = [
      document.documentElement,
      ...document.querySelectorAll(".page, main, .panel, .kpis > div"),
    ];
    const wide = places.filter((place) => place.scrollWidth > place.clientWidth + 1);
    const all = "a[href], button, input:not([type=hidden]), select, summary";
    const controls = [...document.querySelectorAll<HTMLElement>(all)].filter((one) => one.checkVisibility());
    const seen = new Map(controls.map((control) => [control, visible(control)]));

    /** The part of its box that no scrolling element round it cuts off. */
    function visible(control: Element) {
      let { left, right, top, bottom } = control.getBoundingClientRect();
      for (let round = control.parentElement; round; round = round.parentElement) {
        if (!/auto|hidden/.test(getComputedStyle(round).overflow)) continue;
        const box = round.getBoundingClientRect();
        [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      }
      return { left, right, top, bottom };
    }

    const meet = (one: HTMLElement, other: HTMLElement) => {
      const [a, b] = [seen.get(one)!, seen.get(other)!];
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      return width > 1 && height > 1 && !one.contains(other) && !other.contains(one);
    };
    const covered = controls.filter((one, place) =>
      controls.slice(place + 1).some((other) => meet(one, other)),
    );
    return [
      ...wide.map(
        (place) => `wider than its place by ${place.scrollWidth - place.clientWidth} px: ${name(place)}`,
      ),
      ...covered.map((control) => `on another one: ${name(control)}`),
    ];
  });
}

/** How many lines the words of each empty place take; Infinity where they are cut off. */
function linesOfEmpty(page: Page): Promise<number[]> {
  return page.locator("[data-none]:empty").evaluateAll((places) =>
    places.map((place) => {
      const style = getComputedStyle(place, "::before");
      const pixels = (of: "height" | "paddingTop" | "paddingBottom" | "lineHeight") =>
        Number.parseFloat(style[of]);
      const isCut = style.whiteSpace === "nowrap" && place.scrollWidth > place.clientWidth;
      const high = pixels("height") - pixels("paddingTop") - pixels("paddingBottom");
      return isCut ? Infinity : Math.round(high / pixels("lineHeight"));
    }),
  );
}
