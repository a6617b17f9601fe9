import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { TrainingJobItem } from "../../../views/training/training_job";
import { startAndon, type TestAndon } from "../../support/andon";
import { complaintsOfAxe } from "../../support/axe";
import { startBrowser, untilKept, whyNoBrowser } from "../../support/browser";
import { type Fixtures, createFixtures } from "../../support/fixtures";

const why = whyNoBrowser();
const FLOOD = 60;

describe.skipIf(Boolean(why))(`pages that everybody can use${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;
  let fixtures: Fixtures;
  let page: Page;
  /** What axe said of the pages while there was no machine. */
  const ofTheEmpty: string[] = [];

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon({ POLL_SECONDS: "1" }), startBrowser()]);
    page = await browser.newPage();
    for (const path of ["/", "/machines", "/training", "/history"])
      ofTheEmpty.push(...(await complaintsOfAxe(await live(path))));
    fixtures = await createFixtures(andon);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await andon[Symbol.asyncDispose]();
  });

  async function live(path: string): Promise<Page> {
    await page.goto(andon.url + path.replace("{id}", fixtures?.machineId));
    await page.waitForSelector('#link-status[data-state="live"]');
    return page;
  }

  test("axe has nothing to say against an empty plant", () => expect(ofTheEmpty).toEqual([]));

  test.each([
    "/",
    "/?machine={id}",
    "/anomalies",
    "/anomalies?severity=critical&state=new",
    "/machines",
    "/machines/{id}",
    "/machines/{id}?span=7d&metric=oil_temp_c&until=2020-01-01T00:00:00Z",
    "/machines/{id}?edit=1",
    "/machines?register=1",
    "/machines/{id}/limits",
    "/training",
    "/history",
    "/history?at=yesterday&span=7d",
    "/diagnostics",
    "/kiosk",
    "/docs",
    "/nothing",
    "/?machine=nobody",
  ])(
    "axe has nothing to say against %s, light or dark, with what can be opened open",
    async (path) => {
      await live(path);
      await page.evaluate(() => {
        for (const details of [...document.querySelectorAll("details")].slice(0, 3)) details.open = true;
      });
      expect(await complaintsOfAxe(page)).toEqual([]);
    },
    20_000,
  );

  test("nor against a flood of alarms with its toasts, a line about a lost link, and every word of the link", async () => {
    let cut = () => {};
    await page.routeWebSocket(/\/live/, (socket) => {
      socket.connectToServer();
      cut = () => void socket.close({ code: 1001 });
    });
    await live("/");
    cut();
    await page.waitForSelector("[data-gap]");
    await page.waitForSelector('#link-status[data-state="live"]');
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
      });
      expect(await complaintsOfAxe(page, "#link-status")).toEqual([]);
    }
    await page.unrouteAll();
  }, 30_000);

  test("nor against a training under way and one that could not begin", async () => {
    await live("/training");
    const job = (await andon.get("/api/v1/training/jobs")).jobs[0];
    const running = {
      ...job,
      id: "j1",
      created_at: Date.now(),
      status: "running",
      step: "learning",
      progress_pct: 40,
    };
    const html = String(TrainingJobItem({ job: running, timezone: "UTC" }));
    await page.evaluate(
      (item) => document.querySelector("#training-jobs")!.insertAdjacentHTML("afterbegin", item),
      html,
    );
    expect(await page.locator(".job progress").count()).toBe(1);
    expect(await complaintsOfAxe(page, "#training-jobs")).toEqual([]);
  }, 20_000);

  test.each([
    ["/machines?register=1", "rated_power_kw", "[name=rated_power_kw]"],
    ["/machines/{id}/limits", "low.0", ".refused"],
  ])(
    "nor against a form that was refused, which begins where it went wrong: %s",
    async (path, field, place) => {
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
    },
    20_000,
  );

  test("nor against the page that is shown when the server cannot be reached", async () => {
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
  }, 20_000);
});
