import { beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { register, report, sendReadings } from "../../support/actions";
import { isLink, whyNoBrowser } from "../../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { LINKED_PATHS } from "../../support/page_paths";
import { useAndon, useBrowser } from "../../support/use";

const LONG = `Very${"LongName".repeat(14)}Last`;
const ARABIC = "مكبس 12 (خط 3)";
const PATHS = [...LINKED_PATHS, `/machines/${LONG}`, "/kiosk"];
/** A phone, a tablet at twice its size, a tablet, and a wall. 640 px is a screen of 1280 px at 200 %. */
const SIZES = [
  [390, 844],
  [640, 400],
  [800, 1280],
  [1280, 800],
] as const;

describeNeeding([whyNoBrowser], "pages with the longest texts", () => {
  const andon = useAndon({ PLANT_NAME: LONG.slice(0, 80) });
  const browser = useBrowser();
  let page: Page;

  beforeAll(async () => {
    for (const name of [LONG, ARABIC]) {
      const id = await register(andon, name, { location: `${name} area`.slice(0, 120) });
      const { rejected } = await sendReadings(andon, {
        machine_id: name,
        timestamp: new Date().toISOString(),
        mode: LONG.slice(0, 40),
        metrics: {
          power_kw: -123_456_789_012_345.67,
          [LONG.slice(0, 80)]: 1e-9,
          [`${ARABIC}_c`]: 98_765_432.1,
        },
      });
      expect(rejected).toEqual([]);
      await report(andon, id, {
        severity: "critical",
        metric_name: name.slice(0, 80),
        metric_value: 123_456_789_012_345,
        expected_value: 0.000_000_1,
      });
    }
    page = await browser.page();
  }, SLOW_MACHINE_MS);

  test.each(PATHS)("nothing on %s is wider than its page, from a phone to a wall", async (path) => {
    await page.goto(andon.url + path);
    await isLink(page, "live");
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      expect({ width, wider: await page.evaluate(wider) }).toEqual({ width, wider: [] });
    }
  });

  test("an Arabic name leaves the words around it where they are", async () => {
    await page.goto(`${andon.url}/?machine=${encodeURIComponent(ARABIC)}`);
    const orders = await page.evaluate(() => {
      // The name runs from right to left by itself; what stands beside it must stay on its right.
      const names = [...document.querySelectorAll<HTMLElement>("bdi")].filter(({ textContent }) =>
        /^\p{Script=Arabic}/u.test(textContent),
      );
      return names.map((name) => getComputedStyle(name).direction);
    });
    expect(orders.length).toBeGreaterThan(1);
    expect(new Set(orders)).toEqual(new Set(["rtl"]));
    expect(await page.locator("#anomaly-rows .what", { hasText: ARABIC }).innerText()).toStartWith(
      `\u2068${ARABIC}\u2069 `,
    );
  });
});

/** Runs in the page: elements drawn past the edge of the page, and texts that run out of their element. */
function wider(): string[] {
  const found: string[] = [];
  const scroller = document.querySelector(".page")!;
  for (const element of [document.documentElement, scroller])
    if (element.scrollWidth > element.clientWidth + 1)
      found.push(`${element.localName}: ${element.scrollWidth} in ${element.clientWidth}`);
  for (const element of document.querySelectorAll<HTMLElement>("main *, header *, footer *")) {
    if (!element.checkVisibility() || element.closest("svg, .sr-only, option")) continue;
    const { overflowX, display } = getComputedStyle(element);
    const isClipped = overflowX !== "visible" || display === "inline";
    if (!isClipped && element.scrollWidth > element.clientWidth + 2)
      found.push(
        `${element.localName}.${element.className}: ${element.scrollWidth} in ${element.clientWidth}`,
      );
  }
  return found.slice(0, 8);
}
