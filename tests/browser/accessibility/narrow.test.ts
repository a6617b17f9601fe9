import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startAndon, type TestAndon } from "../../support/andon";
import { startBrowser, whyNoBrowser } from "../../support/browser";

const why = whyNoBrowser();
const LONG = `Very${"LongName".repeat(14)}Last`;
const ARABIC = "مكبس 12 (خط 3)";
const PATHS = ["/", "/anomalies", "/machines", `/machines/${LONG}`, "/training", "/diagnostics", "/kiosk"];
/** A phone, a tablet at twice its size, a tablet, and a wall. 640 px is a screen of 1280 px at 200 %. */
const SIZES = [
  [390, 844],
  [640, 400],
  [800, 1280],
  [1280, 800],
] as const;

describe.skipIf(Boolean(why))(`whatever is written in them${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon({ PLANT_NAME: LONG.slice(0, 80) }), startBrowser()]);
    for (const name of [LONG, ARABIC]) {
      const { id } = await post("machines", { name, location: `${name} area`.slice(0, 120) });
      await post("readings", {
        machine_id: name,
        timestamp: new Date().toISOString(),
        mode: LONG.slice(0, 40),
        metrics: {
          power_kw: -123_456_789_012_345.67,
          [LONG.slice(0, 80)]: 1e-9,
          [`${ARABIC}_c`]: 98_765_432.1,
        },
      });
      await post("anomaly/create", {
        machine_id: id,
        detected_at: new Date().toISOString(),
        anomaly_type: "spike",
        severity: "critical",
        metric_name: name.slice(0, 80),
        metric_value: 123_456_789_012_345,
        expected_value: 0.000_000_1,
      });
    }
    page = await browser.newPage();
  }, 20_000);
  afterAll(async () => {
    await browser.close();
    await andon[Symbol.asyncDispose]();
  });

  async function post(path: string, body: unknown) {
    const response = await andon.post(`/api/v1/${path}`, body);
    const answer = (await response.json()) as { id: string; rejected?: unknown[]; error?: unknown };
    expect([answer.rejected ?? [], answer.error]).toEqual([[], undefined]);
    return answer;
  }

  test.each(PATHS)("nothing on %s is wider than its page, on a phone as on a wall", async (path) => {
    await page.goto(andon.url + path);
    await page.waitForSelector('#link-status[data-state="live"]');
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
        /^\p{Script=Arabic}/u.test(textContent ?? ""),
      );
      return names.map((name) => getComputedStyle(name).direction);
    });
    expect(orders.length).toBeGreaterThan(1);
    expect(new Set(orders)).toEqual(new Set(["rtl"]));
    expect(await page.locator("#anomaly-rows .what").innerText()).toStartWith(`\u2068${ARABIC}\u2069 `);
  });
});

/** Runs in the page: what is drawn past the edge of its page, or written past the edge of what should hold it. */
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
