import { beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { TrainingJobItem } from "../../../views/training/training_job";
import { complaintsOfAxe } from "../../support/axe";
import { isLink, untilKept, whyNoBrowser } from "../../support/browser";
import { type Fixtures, createFixtures } from "../../support/fixtures";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { EVERY_PAGE } from "../../support/page_paths";
import { job } from "../../support/training_sample";
import { useAndon, useBrowser } from "../../support/use";

/** More than a toast each, and than the ten in ten minutes that people can handle. */
const FLOOD = 15;

describeNeeding([whyNoBrowser], "axe finds nothing wrong", () => {
  const andon = useAndon({ POLL_SECONDS: "1" });
  const browser = useBrowser();
  let fixtures: Fixtures;
  let page: Page;
  /** Complaints about the pages while there was no machine. */
  const ofEmptyPlant: string[] = [];

  beforeAll(async () => {
    page = await browser.page();
    for (const path of ["/", "/machines", "/training", "/history"])
      ofEmptyPlant.push(...(await complaintsOfAxe(await live(path))));
    fixtures = await createFixtures(andon);
  }, SLOW_MACHINE_MS);

  async function live(path: string): Promise<Page> {
    await page.goto(andon.url + path.replace("{id}", fixtures?.machineId));
    await isLink(page, "live");
    return page;
  }

  test("with an empty plant", () => expect(ofEmptyPlant).toEqual([]));

  test.each([
    ...EVERY_PAGE,
    "/?machine={id}",
    "/anomalies?severity=critical&state=new",
    "/machines/{id}?span=7d&metric=oil_temp_c&until=2020-01-01T00:00:00Z",
    "/machines?register=1",
    "/history?at=yesterday&span=7d",
    "/kiosk",
    "/nothing",
    "/?machine=nobody",
  ])("with %s, light or dark, with its details open", async (path) => {
    await live(path);
    await page.evaluate(() => {
      for (const details of [...document.querySelectorAll("details")].slice(0, 3)) details.open = true;
    });
    expect(await complaintsOfAxe(page)).toEqual([]);
  });

  test("with a flood of alarms and its toasts, a line about a lost link, and every state of the link", async () => {
    let cut = () => {};
    await page.routeWebSocket(/\/live/, (socket) => {
      socket.connectToServer();
      cut = () => void socket.close({ code: 1001 });
    });
    await live("/");
    cut();
    await page.waitForSelector("[data-gap]");
    await isLink(page, "live");
    const severities = ["critical", "warning", "normal"];
    await Promise.all(Array.from({ length: FLOOD }, (_, index) => fixtures.report(severities[index % 3]!)));
    await page.waitForSelector("#toast-more");
    expect(await complaintsOfAxe(page)).toEqual([]);
    for (const [state, bus] of [
      ["connecting", "ok"],
      ["reconnecting", "ok"],
      ["offline", "ok"],
      ["live", "away"],
    ] as const) {
      await page.evaluate((said) => Object.assign(document.getElementById("link-status")!.dataset, said), {
        state,
        bus,
        warning: bus === "ok" ? "" : "Live, event bus down since 10:30",
      });
      expect(await complaintsOfAxe(page, "#link-status")).toEqual([]);
    }
    await page.unrouteAll();
  });

  test("with a training under way and one that could not begin", async () => {
    await live("/training");
    const underWay = { status: "running", step: "learning", progress_pct: 40 } as const;
    const running = job({ ...underWay, created_at: Date.now() });
    const html = String(TrainingJobItem({ job: running, timezone: "UTC" }));
    await page.evaluate(
      (item) => document.querySelector("#training-jobs")!.insertAdjacentHTML("afterbegin", item),
      html,
    );
    expect(await page.locator(".job progress").count()).toBe(1);
    expect(await complaintsOfAxe(page, "#training-jobs")).toEqual([]);
  });

  test.each([
    ["/machines?register=1", "rated_power_kw", "[name=rated_power_kw]"],
    ["/machines/{id}/limits", "low.0", ".refused"],
  ])("with a refused form, whose focus is on the first wrong field: %s", async (path, field, place) => {
    await live(path);
    if (path.includes("register")) await page.fill("[name=name]", "Press-9");
    await page.fill(`[name="${field}"]`, "minus");
    await page.click("main form [type=submit]");
    await page.waitForSelector(".refused");
    expect(await complaintsOfAxe(page)).toEqual([]);
    expect(
      await page
        .locator(place)
        .first()
        .evaluate((element) => element.matches(":focus")),
    ).toBe(true);
  });

  test("with the page that is shown while the server cannot be reached", async () => {
    await live("/");
    await untilKept(page);
    await andon.kill();
    await page.reload();
    await page.waitForSelector("#offline:not([hidden])");
    const [banner, figures, tiles] = await Promise.all(
      ["#offline", ".kpis", "#tiles"].map((part) => page.locator(part).boundingBox()),
    );
    expect(banner!.width).toBeGreaterThan(figures!.width - 1);
    expect(figures!.y).toBeLessThan(tiles!.y);
    // It asks again by itself, should its script not run: a page from the past must not stay.
    const complaints = (await complaintsOfAxe(page)).filter((one) => !one.startsWith("meta-refresh"));
    expect(complaints).toEqual([]);
    await andon.start();
  });
});
