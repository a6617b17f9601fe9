import { expect, test } from "bun:test";
import { register as registerMachine, report as reportAlarm, sendReadings } from "../../support/actions";
import { rowOf, ROWS, rows, untilRows } from "../../support/alarm_table";
import { isLink, whyNoBrowser } from "../../support/browser";
import { series } from "../../support/builders";
import { describeNeeding } from "../../support/needs";
import { useAndon, useBrowser } from "../../support/use";

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

describeNeeding([whyNoBrowser], "the board in a browser", () => {
  const andon = useAndon({ POLL_SECONDS: "1" });
  const browser = useBrowser();

  const register = (name: string, more?: object) => registerMachine(andon, name, more);
  const report = (machineId: string, severity: string, more: object = {}) =>
    reportAlarm(andon, machineId, { severity, ...more });

  test("acknowledging by one tap changes the row in place, on every other screen too", async () => {
    const id = await register("Press-2");
    const [{ page }, { page: other }] = await Promise.all([
      browser.live(`${andon.url}/?machine=${id}`),
      browser.live(`${andon.url}/anomalies`),
    ]);
    const alarm = await report(id, "critical");
    await page.fill("[name=by]", "Ada");
    await page.click(`${ROWS} button[name="acknowledge"]`);
    await page.waitForSelector(`${ROWS}[data-state="acknowledged"]`);
    await rowOf(other, alarm, "acknowledged").waitFor();
    expect(await rows(page).count()).toBe(1);
    expect(await rows(page).innerText()).toContain("Ada");
  });

  test("a board that is narrowed to one machine shows nothing of another", async () => {
    const [mine, theirs] = [await register("Press-3"), await register("Boiler-3")];
    const { page } = await browser.live(`${andon.url}/?machine=${mine}`);
    await report(theirs, "critical");
    await report(mine, "warning"); // the guard: it does show its own
    await page.waitForSelector(ROWS);
    const texts = await rows(page).allInnerTexts();
    expect(texts).toHaveLength(1);
    expect(texts[0]).toContain("Press-3");
    expect(await page.locator("#toasts").innerText()).not.toContain("Boiler-3");
  });

  test("a value without a successor turns grey, then gives way to dashes, with or without script", async () => {
    const id = await register("Press-Old");
    await sendReadings(
      andon,
      series("Press-Old", 1, () => ({ power_kw: 42 })),
    );
    const { page } = await browser.live(`${andon.url}/?machine=${id}`);
    const [young, grey, gone] = await page.evaluate((id) => {
      const value = document.querySelector(`[data-machine-id="${id}"] [data-metric="power_kw"]`)!;
      const number = value.querySelector(".number")!;
      return ["", "grey", "vanish"].map((name) => {
        const named = value.getAnimations().find((one) => (one as CSSAnimation).animationName === name);
        named?.finish();
        const [style, dashes] = [getComputedStyle(number), getComputedStyle(number, "::after")];
        return { ink: style.color, number: style.visibility, dashes: dashes.visibility };
      });
    }, id);
    expect(young).toMatchObject({ number: "visible", dashes: "hidden" });
    expect(grey).toMatchObject({ number: "visible", dashes: "hidden" });
    expect(grey?.ink).not.toBe(young?.ink);
    expect(gone).toMatchObject({ number: "hidden", dashes: "visible" });
  });

  test("without script the page is complete, refreshes itself, and its button works", async () => {
    const id = await register("Press-4");
    await report(id, "warning", { metric_name: "power_kw", metric_value: 77 });
    const page = await browser.page({ javaScriptEnabled: false });
    await page.goto(`${andon.url}/?machine=${id}`);
    expect(await rows(page).innerText()).toContain("77");
    expect(await page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count()).toBe(1);
    await page.click('button[name="acknowledge"]');
    await page.waitForSelector(`${ROWS}[data-state="acknowledged"]`);
    expect(page.url()).toContain(`machine=${id}`);
  });

  test("socket cut → polling shows news → socket back: nothing missing, nothing twice, and a line says so", async () => {
    const id = await register("Press-5");
    const page = await browser.page();
    let cut = () => {};
    let closed = false;
    await page.routeWebSocket(/\/live/, (socket) => {
      if (closed) return void socket.close({ code: 1006 });
      socket.connectToServer();
      cut = () => {
        closed = true;
        void socket.close({ code: 1001 });
      };
    });
    await page.goto(`${andon.url}/?machine=${id}`);
    await isLink(page, "live");
    await report(id, "warning", { metric_value: 1 });
    await page.waitForSelector(ROWS);
    cut();
    await isLink(page, "reconnecting");
    await report(id, "warning", { metric_value: 2 });
    await untilRows(page, 2);
    expect(await page.locator("#link-status").getAttribute("data-state")).toBe("reconnecting");
    closed = false;
    await isLink(page, "live");
    await report(id, "warning", { metric_value: 3 });
    await untilRows(page, 3);
    const ids = await rows(page).evaluateAll((rows) => rows.map((row) => row.id));
    expect(new Set(ids).size).toBe(3);
    expect(await page.locator("[data-gap]").innerText()).toContain("1 ");
  });

  test("a catch-up that gets no answer is asked again from where the page stood, so nothing is skipped", async () => {
    const id = await register("Press-7");
    const { page } = await browser.live(`${andon.url}/?machine=${id}`);
    await page.route(/\/live\/since/, (route) => route.fulfill({ status: 502 }));
    await page.evaluate(() => document.querySelector("#catch-up")?.dispatchEvent(new Event("andon:poll")));
    await isLink(page, "reconnecting");
    await report(id, "warning", { metric_value: 1 });
    await page.unroute(/\/live\/since/);
    await page.waitForSelector(ROWS);
    await isLink(page, "live");
    expect(await rows(page).count()).toBe(1);
  });

  test("a hostile name is shown as it is, in the page and in pushed parts", async () => {
    const id = await register(HOSTILE);
    const { page, complaints } = await browser.live(`${andon.url}/?machine=${id}`);
    await report(id, "critical");
    await page.waitForSelector("#toasts > [data-event-id]");
    expect(await page.locator("#toasts").innerText()).toContain(HOSTILE);
    expect(await rows(page).innerText()).toContain(HOSTILE);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).not.toContain("owned");
    expect(complaints).toEqual([]);
  });

  test("a new machine's tile appears on an open board", async () => {
    const { page } = await browser.live(`${andon.url}/`);
    const id = await register("Newcomer-1");
    await page.waitForSelector(`#tiles > [data-machine-id="${id}"]`);
  });

  test("tiles stand under the headings of their areas while machines are registered, moved and taken out of use", async () => {
    const add = (name: string, location: string) => register(name, { location });
    const [a, b] = [await add("Mixer-1", "Line 2"), await add("Mixer-2", "Line 2")];
    const address = `${andon.url}/?machine=${a}&machine=${b}`;
    const { page } = await browser.live(address, { locale: "da" }); // sorts "aa" after "z"
    const shows = (order: string) =>
      page.waitForFunction(
        (order) =>
          [...document.querySelectorAll("#tiles > *")]
            .map((element) => element.querySelector("bdi")?.textContent)
            .join() === order,
        order,
      );
    const change = (id: string, body: object) => andon.send("PATCH", `/api/v1/machines/${id}`, body);
    await shows("Mixer-1,Mixer-2"); // one area: no heading
    await change(b, { location: "Line 10" });
    await shows("Line 2,Mixer-1,Line 10,Mixer-2");
    await change(b, { location: "Aaland" });
    await shows("Aaland,Mixer-2,Line 2,Mixer-1");
    await report(a, "warning");
    await page.waitForSelector(
      '.area[data-area="Line 2"][data-severity="warning"]:has-text("1 unacknowledged")',
    );
    await page.click(`${ROWS} button[name="acknowledge"]`);
    await page.waitForSelector('.area[data-area="Line 2"]:not([data-severity])');
    await change(b, { is_active: false });
    await shows("Mixer-1");
    const { page: all } = await browser.live(andon.url);
    const newcomer = await add("Mixer-3", "Line 1");
    await all.waitForSelector(`.area[data-area="Line 1"] + [data-machine-id="${newcomer}"]`);
  });

  test("toasts are three at most, the rest is counted, and they leave by themselves", async () => {
    const id = await register("Press-6");
    const { page } = await browser.live(`${andon.url}/?machine=${id}`);
    await Promise.all(Array.from({ length: 8 }, () => report(id, "warning")));
    await page.waitForFunction(() => document.querySelector("#toasts")?.textContent?.includes("5 more"));
    expect(await page.locator("#toasts > [data-event-id]").count()).toBe(3);
    await page.waitForFunction(() => document.querySelector("#toasts")?.children.length === 0);
  });

  test("a test event from diagnostics travels the whole path into its log", async () => {
    const { page } = await browser.live(`${andon.url}/diagnostics`);
    await page.click("form[action$=test-event] button");
    await page.waitForSelector('#event-log > [data-type="system_alert"]');
    expect(await page.locator("#event-log > [data-event-id]").first().innerText()).toContain("ms");
  });
});
