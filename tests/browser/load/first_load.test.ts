import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { series, startAndon, type TestAndon } from "../../support/andon";
import { startBrowser, whyNoBrowser } from "../../support/browser";

const why = whyNoBrowser();
/** What a board of eight machines may cost a tablet on slow radio, headers and all. */
const BOARD_BYTES = 45_000;
const SCRIPT_BYTES = 22_000;
const SHOWN = ["/", "/assets/app.css", "/assets/live.js", "/assets/icon.svg"];
const METRICS = { power_kw: 50, pressure_bar: 7, machine_temp_c: 53, vibration_mm_s: 2, current_a: 80 };

describe.skipIf(Boolean(why))(`the first load${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon(), startBrowser()]);
    for (let number = 1; number <= 8; number++) {
      await andon.post("/api/v1/machines", { name: `Machine-${number}` });
      await andon.post(
        "/api/v1/readings",
        series(`Machine-${number}`, 100, () => METRICS),
      );
    }
  }, 30_000);
  afterAll(async () => {
    await browser.close();
    await andon[Symbol.asyncDispose]();
  });

  test("of a board fits its budget in gzip, all that a browser takes on plain http", async () => {
    const parts = await Promise.all(
      [/^/, /"stylesheet" href="([^"]+)/, /<script[^>]*src="([^"]+)/, /"icon" href="([^"]+)/].map(sizeOf),
    );
    expect(Math.max(...parts)).toBeGreaterThan(5_000); // the guard: something was loaded
    expect(parts[2]).toBeLessThan(SCRIPT_BYTES);
    expect(parts.reduce((sum, bytes) => sum + bytes)).toBeLessThan(BOARD_BYTES);
  });

  test("asks for nothing but what it shows before it is live; only then it keeps itself for offline", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(noteRegistering);
    const asked: string[] = [];
    context.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(andon.url);
    await page.waitForSelector("html[data-registered=live]");
    const kinds = asked.map((path) => path.replace(/-\w+(?=\.\w+$)/, ""));
    const since = kinds.indexOf("/live/since");
    expect(since).toBeGreaterThan(0);
    expect(kinds.slice(0, since).filter((path) => !SHOWN.includes(path))).toEqual([]);
    expect(await rendering(page)).toEqual(["non-blocking"]);
    await context.close();
  }, 15_000);

  async function sizeOf(pattern: RegExp): Promise<number> {
    const headers = { "Accept-Encoding": "gzip" };
    const [, path = "/"] = pattern.exec(await (await fetch(andon.url)).text()) ?? [];
    const response = await fetch(andon.url + path, { headers, decompress: false } as RequestInit);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    const head = [...response.headers].reduce(
      (sum, [name, value]) => sum + name.length + value.length + 4,
      0,
    );
    return head + (await response.arrayBuffer()).byteLength;
  }
});

/** Runs in the page: notes how its link stood when it asked for a service worker. */
function noteRegistering() {
  const { register } = ServiceWorkerContainer.prototype;
  ServiceWorkerContainer.prototype.register = function (...asked) {
    const state = document.querySelector<HTMLElement>("#link-status")?.dataset.state;
    document.documentElement.dataset.registered = state;
    return register.apply(this, asked);
  };
}

/** Whether each script holds the first drawing up, in the browser's own words. */
function rendering(page: Page): Promise<unknown[]> {
  return page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.endsWith(".js"))
      .map(
        (entry) =>
          (entry as PerformanceResourceTiming & { renderBlockingStatus: string }).renderBlockingStatus,
      ),
  );
}
