import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { z } from "zod";
import { THEME_COLORS } from "../../../views/layout/theme_colors";
import { register, report, sendReadings } from "../../support/actions";
import { isLink, startPersistent, whyNoBrowser } from "../../support/browser";
import { series } from "../../support/builders";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { LINKED_PATHS } from "../../support/page_paths";
import { useAndon } from "../../support/use";

const FINGER_PX = 48;
const PATHS = [...LINKED_PATHS, "/machines/Press-1", "/settings/audit", "/kiosk"];
const ICON = z.looseObject({ src: z.string(), sizes: z.string(), purpose: z.string().optional() });
const MANIFEST = z.looseObject({ icons: z.array(ICON) });

describeNeeding([whyNoBrowser], "on a tablet", () => {
  const profile = mkdtempSync(join(tmpdir(), "andon-tablet-"));
  const andon = useAndon({ BASE_PATH: "/plant" });
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    // Not a private context: nothing can be installed from one.
    context = await startPersistent(profile, { viewport: { width: 800, height: 1280 }, hasTouch: true });
    page = context.pages()[0] ?? (await context.newPage());
    const [press] = await Promise.all(
      ["Press-1", "Press-2"].map((name) =>
        register(andon, name, { location: `Line of ${name}`, data_interval_seconds: 1 }),
      ),
    );
    await sendReadings(
      andon,
      series("Press-1", 100, (index) => ({ power_kw: 50 + Math.sin(index), pressure_bar: 6 })),
    );
    for (const severity of ["warning", "critical"]) await report(andon, press!, { severity });
  }, SLOW_MACHINE_MS);
  afterAll(async () => {
    await context?.close();
    rmSync(profile, { recursive: true, force: true });
  });

  async function live(path: string) {
    await page.goto(andon.url + path);
    await isLink(page, "live");
  }

  test("the browser offers to install Andon, under its base path", async () => {
    await live("/");
    const browser = await context.newCDPSession(page);
    await page.waitForFunction(() => navigator.serviceWorker.ready);
    expect((await browser.send("Page.getInstallabilityErrors")).installabilityErrors).toEqual([]);
    const { errors, data = "" } = await browser.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const manifest = MANIFEST.parse(JSON.parse(data));
    expect(manifest).toMatchObject({ start_url: "/plant/", scope: "/plant/", display: "standalone" });
    expect(manifest.icons.map(({ purpose }) => purpose)).toContain("maskable");
    const origin = new URL(andon.url).origin;
    for (const { src, sizes } of manifest.icons) {
      const picture = new DataView(await (await fetch(origin + src)).arrayBuffer());
      expect(`${picture.getUint32(16)}x${picture.getUint32(20)}`).toBe(sizes); // of a PNG's first chunk
    }
    expect((await fetch(origin + (await page.getAttribute("[rel=apple-touch-icon]", "href")))).status).toBe(
      200,
    );
  });

  test("the browser's bars have the colour of the page, light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { bars, ground } = await page.evaluate(() => {
        const metas = [...document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")];
        const bars = metas.find(({ media }) => matchMedia(media).matches)?.content;
        return { bars, ground: getComputedStyle(document.body).backgroundColor };
      });
      expect(bars).toBe(THEME_COLORS[colorScheme]);
      const channels = bars!.match(/[\da-f]{2}/g)!.map((hex) => Number.parseInt(hex, 16));
      expect(ground).toBe(`rgb(${channels.join(", ")})`);
    }
  });

  test.each(PATHS)("everything to tap on %s is as large as a gloved finger", async (path) => {
    await live(path);
    const { small, seen } = await page.evaluate(tooSmall, FINGER_PX);
    expect(seen).toBeGreaterThan(path === "/kiosk" ? 2 : 6);
    expect(small).toEqual([]);
  });

  test("nothing shows only under a pointer that hovers", async () => {
    const changed = await page.evaluate(() => {
      const rules = (list: CSSRuleList): CSSRule[] =>
        [...list].flatMap((rule) => [
          rule,
          ...("cssRules" in rule ? rules(rule.cssRules as CSSRuleList) : []),
        ]);
      return [...document.styleSheets]
        .flatMap((sheet) => rules(sheet.cssRules))
        .filter(
          (rule): rule is CSSStyleRule =>
            "selectorText" in rule && String(rule.selectorText).includes(":hover"),
        )
        .flatMap(({ style }) => [...style]);
    });
    expect(changed.length).toBeGreaterThan(0); // the guard: there is something to look at
    expect(changed.filter((name) => !name.startsWith("background"))).toEqual([]);
  });
});

/**
 * Runs in the page: controls that a finger could miss, measured by the area that answers to a touch: a name
 * that is a button covers its tile, a label its box. A link inside a sentence may be as high as its line.
 */
function tooSmall(finger: number): { small: string[]; seen: number } {
  const all = [
    ...document.querySelectorAll<HTMLElement>("a[href], button, select, input, summary, textarea"),
  ];
  const shown = all.filter(
    (element) => element.checkVisibility() && !element.matches(".skip, [type=hidden]"),
  );
  const isInSentence = (element: HTMLElement) =>
    element.matches("a") &&
    getComputedStyle(element).display === "inline" &&
    element.parentElement!.textContent.trim() !== element.textContent.trim();
  const answers = (element: HTMLElement, x: number, y: number) => {
    const hit = document.elementFromPoint(x, y);
    return hit !== null && (element.contains(hit) || hit.closest("label")?.contains(element) === true);
  };
  const reach = (element: HTMLElement, x: number, y: number, dx: number, dy: number) => {
    let steps = 0;
    while (steps <= finger && answers(element, x + dx * (steps + 1), y + dy * (steps + 1))) steps += 1;
    return steps;
  };
  const small = shown.flatMap((element) => {
    if (isInSentence(element)) return [];
    element.scrollIntoView({ block: "center", inline: "center" });
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const width = reach(element, x, y, -1, 0) + reach(element, x, y, 1, 0) + 1;
    const height = reach(element, x, y, 0, -1) + reach(element, x, y, 0, 1) + 1;
    const name = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 30);
    return width < finger || height < finger ? [`${element.localName} "${name}" ${width}×${height}`] : [];
  });
  return { small: [...new Set(small)], seen: shown.length };
}
