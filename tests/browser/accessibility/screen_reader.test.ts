import { beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { whyNoBrowser } from "../../support/browser";
import { LOOKED_AT, type Fixtures, createFixtures } from "../../support/fixtures";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const PHONE = { width: 390, height: 844 };
const LIVE =
  '[aria-live]:not([aria-live="off"]), [role="status"]:not([aria-live="off"]), [role="alert"], [role="log"]';
/** Parts that change all the time: spoken, they would never end. */
const RESTLESS = ".value, time, table, dl, progress, svg:not(.sign)";

type Heard = { said: string[]; alerts: string[] };

describeNeeding([whyNoBrowser], "with a screen reader", () => {
  const andon = useAndon({ POLL_SECONDS: "1" });
  const browser = useBrowser();
  let fixtures: Fixtures;

  beforeAll(async () => {
    fixtures = await createFixtures(andon);
  }, SLOW_MACHINE_MS);

  const live = async (path: string) =>
    (await browser.live(andon.url + path.replace("{id}", fixtures.machineId))).page;

  /** Notes what a screen reader says of toasts: changes in the spoken place, and alerts that are put in. */
  const listen = (page: Page) =>
    page.evaluate(() => {
      const heard: Heard = { said: [], alerts: [] };
      Object.assign(window, { heard });
      const place = document.getElementById("spoken")!;
      new MutationObserver(() => heard.said.push(place.textContent)).observe(place, { childList: true });
      new MutationObserver((changes) => {
        for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]) as HTMLElement[])
          // A reader looks once the page has come to rest.
          requestAnimationFrame(() => node.role === "alert" && heard.alerts.push(node.innerText));
      }).observe(document.getElementById("toasts")!, { childList: true });
    });
  const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: Heard }).heard);
  const until = (page: Page, said: number, alerts: number) =>
    page.waitForFunction(
      ([said, alerts]) => {
        const { heard } = window as unknown as { heard: Heard };
        return heard.said.length >= said! && heard.alerts.length >= alerts!;
      },
      [said, alerts],
    );

  test("a warning is said once and politely, a critical alarm as an alert, and neither is repeated when it comes again", async () => {
    const page = await live(`/?machine=${fixtures.machineId}`);
    await listen(page);
    await Promise.all([
      fixtures.report("warning", { metric_name: "power_kw", metric_value: 61 }),
      fixtures.report("critical"),
    ]);
    await until(page, 1, 1);
    await page.evaluate(() => {
      for (const toast of document.querySelectorAll("#toasts > *")) toast.replaceWith(toast.cloneNode(true));
      document.querySelector("#catch-up")!.dispatchEvent(new Event("andon:poll"));
    });
    await fixtures.report("critical"); // the guard: a new one is said
    await until(page, 1, 2);
    await fixtures.report("warning", { metric_name: "power_kw", metric_value: 62 });
    await until(page, 2, 2);
    const { said, alerts } = await heard(page);
    expect(said).toEqual(["Press-1, Power 61 · Warning", "Press-1, Power 62 · Warning"]);
    expect(alerts).toHaveLength(2);
  });

  test.each(LOOKED_AT)(
    "%s has its landmarks, one main heading, and nothing that would be spoken without end",
    async (path) => {
      const page = await live(path);
      for (const landmark of ["banner", "main", "contentinfo", "navigation"] as const)
        expect(await page.getByRole(landmark).count()).toBeGreaterThan(0);
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      await Promise.all([fixtures.report("warning"), fixtures.report("critical")]);
      await page.waitForSelector('#toasts > [role="alert"]');
      const spoken = `:is(${LIVE}) :is(${LIVE}, ${RESTLESS})`;
      expect(await page.locator(spoken).evaluateAll((all) => all.map((one) => one.outerHTML))).toEqual([]);
    },
  );

  test("tables have names and heads in Chromium's accessibility tree, also where a phone shows them as blocks", async () => {
    for (const [path, name] of [
      ["/", "Alarms"],
      ["/machines/{id}", "Alarms of this machine"],
      ["/machines", "All machines"],
      ["/training", "Active energy baselines"],
    ] as const) {
      const page = await live(path);
      expect(await page.getByRole("table", { name }).getByRole("columnheader").count()).toBeGreaterThan(5);
      for (const size of [undefined, PHONE]) {
        if (size) await page.setViewportSize(size);
        const roles = await rolesOf(page);
        for (const role of ["table", "row", "rowheader", "cell"])
          expect([path, size, ...roles]).toContain(role);
      }
    }
  });

  test("pictures, bars and fields have names that say what they show", async () => {
    const page = await live("/machines/{id}");
    expect(await page.getByRole("img", { name: /^Power from .* lowest 4\d.* kW.*alarm/ }).count()).toBe(1);
    await page
      .locator(".why:has(meter)")
      .first()
      .evaluate((details: HTMLDetailsElement) => (details.open = true));
    expect(await page.getByRole("meter", { name: /% of the score/ }).count()).toBeGreaterThan(0);
    await page.goto(`${andon.url}/`);
    expect(await page.getByRole("img", { name: /^Power 50.*, normal range .* to/ }).count()).toBeGreaterThan(
      0,
    );
    expect(await page.getByRole("img", { name: /^Power, last 15 minutes: 90 kW$/ }).count()).toBe(1);
  });
});

/** The roles in the tree that Chromium gives to screen readers. */
async function rolesOf(page: Page): Promise<Set<string>> {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  return new Set(nodes.filter(({ ignored }) => !ignored).map(({ role }) => String(role?.value)));
}
