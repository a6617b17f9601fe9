import { beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { register, sendReadings } from "../../support/actions";
import { SOURCES } from "../../support/andon";
import { whyNoBrowser } from "../../support/browser";
import { series } from "../../support/builders";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

/** The most that a board of eight machines may cost a tablet on slow radio, headers included. */
const BOARD_BYTES = 45_000;
const SCRIPT_BYTES = 22_000;
const SHOWN = ["/", "/assets/app.css", "/assets/live.js", "/assets/icon.svg"];
const METRICS = { power_kw: 50, pressure_bar: 7, machine_temp_c: 53, vibration_mm_s: 2, current_a: 80 };

describeNeeding([whyNoBrowser], "the first load", () => {
  const andon = useAndon({}, SOURCES);
  const browser = useBrowser();

  beforeAll(async () => {
    for (let number = 1; number <= 8; number++) {
      await register(andon, `Machine-${number}`);
      await sendReadings(
        andon,
        series(`Machine-${number}`, 100, () => METRICS),
      );
    }
  }, SLOW_MACHINE_MS);

  test("of a board fits its budget in gzip, which is all that a browser accepts on plain http", async () => {
    const parts = await Promise.all(
      [/^/, /"stylesheet" href="([^"]+)/, /<script[^>]*src="([^"]+)/, /"icon" href="([^"]+)/].map(sizeOf),
    );
    expect(Math.max(...parts)).toBeGreaterThan(5_000); // the guard: something was loaded
    expect(parts[2]).toBeLessThan(SCRIPT_BYTES);
    expect(parts.reduce((sum, bytes) => sum + bytes)).toBeLessThan(BOARD_BYTES);
  });

  test("requests nothing but what it shows until it is live; only then it stores itself for offline", async () => {
    const page = await browser.page();
    await page.addInitScript(noteRegistering);
    const asked: string[] = [];
    page.context().on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(andon.url);
    await page.waitForSelector("html[data-registered=live]");
    const kinds = asked.map((path) => path.replace(/-\w+(?=\.\w+$)/, ""));
    const since = kinds.indexOf("/live/since");
    expect(since).toBeGreaterThan(0);
    expect(kinds.slice(0, since).filter((path) => !SHOWN.includes(path))).toEqual([]);
    expect(await rendering(page)).toEqual(["non-blocking"]);
  });

  async function sizeOf(pattern: RegExp): Promise<number> {
    const headers = { "Accept-Encoding": "gzip" };
    const [, path = "/"] = pattern.exec(await andon.text("/")) ?? [];
    const response = await fetch(andon.url + path, { headers, decompress: false } as RequestInit);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    const head = [...response.headers].reduce(
      (sum, [name, value]) => sum + name.length + value.length + 4,
      0,
    );
    return head + (await response.arrayBuffer()).byteLength;
  }
});

/** Runs in the page: notes the state of its link when it registers a service worker. */
function noteRegistering() {
  const { register } = ServiceWorkerContainer.prototype;
  ServiceWorkerContainer.prototype.register = function (...asked) {
    const state = document.querySelector<HTMLElement>("#link-status")?.dataset.state;
    document.documentElement.dataset.registered = state;
    return register.apply(this, asked);
  };
}

/** Whether each script blocks the first rendering, in the browser's own words. */
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
