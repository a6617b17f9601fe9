import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startAndon, type TestAndon } from "../../support/andon";
import { openLive, startBrowser, whyNoBrowser } from "../../support/browser";
import { type TcpProxy, startTcpProxy } from "../../support/tcp_proxy";

const why = whyNoBrowser();

describe.skipIf(Boolean(why))(`diagnostics${why ? ` (skipped: ${why})` : ""}`, () => {
  let andon: TestAndon;
  let browser: Browser;
  let proxy: TcpProxy;
  let page: Page;
  let hall: Page;
  let complaints: string[];

  beforeAll(async () => {
    [andon, browser] = await Promise.all([startAndon(), startBrowser()]);
    proxy = startTcpProxy(andon.url);
    ({ page, complaints } = await openLive(browser, `${andon.url}/diagnostics`));
    hall = await browser.newPage();
    await hall.goto(`${proxy.url}/kiosk?name=Hall+2`);
  }, 20_000);
  afterAll(async () => {
    await browser.close();
    await proxy[Symbol.asyncDispose]();
    await andon[Symbol.asyncDispose]();
  });

  const line = (name: string) => page.locator("table.screens tr", { hasText: name });

  test("lists every screen by its name, with lag and version, and says which one this page is", async () => {
    await line("Hall 2").waitFor();
    const told = await line("Hall 2").innerText();
    for (const words of ["Live", " ms", "Chrome", "127.0.0.1", "/kiosk"]) expect(told).toContain(words);
    const own = page.locator("[data-fact=name]");
    await page.waitForFunction(() =>
      /^Screen \w{4}$/.test(document.querySelector("[data-fact=name]")!.textContent),
    );
    expect(await line(await own.innerText()).innerText()).toContain("/diagnostics");
    expect(await page.locator("[data-fact=lag]").innerText()).toEndWith(" ms");
    expect(complaints).toEqual([]);
  }, 15_000);

  test("find me flashes that screen and no other, though the table is drawn anew under the finger", async () => {
    const button = line("Hall 2").locator("button");
    await button.hover();
    await page.mouse.down();
    const other = await browser.newPage();
    await other.goto(`${andon.url}/kiosk?name=Yard`);
    await line("Yard").waitFor();
    await page.mouse.up();
    await hall.waitForSelector(".found");
    expect(await hall.locator("#found[role=status]").innerText()).toContain("Hall 2");
    await line("Hall 2").getByText("Flashing").waitFor();
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    for (const screen of [page, other]) expect(await screen.locator(".found").count()).toBe(0);
    await other.close();
    const flashes = await hall.locator(".found").evaluate((element) => {
      const [flash] = element.getAnimations();
      return { name: (flash as CSSAnimation).animationName, ...flash!.effect!.getTiming() };
    });
    expect(flashes).toMatchObject({ name: "flash", duration: 1_000, iterations: 10 });
    await hall.emulateMedia({ reducedMotion: "reduce" });
    const names = await hall.locator(".found").evaluate((e) => getComputedStyle(e).animationName);
    expect(names).toBe("found-out");
    await hall.locator(".found").click();
    await hall.emulateMedia({ reducedMotion: null });
  }, 15_000);

  test("a found screen is itself again after ten seconds, whatever fails, or at a touch or Escape at once", async () => {
    const paths = ["/?theme=dark", "/kiosk?name=Oven", "/kiosk?name=Saw"];
    const screens = await Promise.all(paths.map((path) => openLive(browser, andon.url + path)));
    const [board, kiosk, still] = screens.map((screen) => screen.page) as [Page, Page, Page];
    await board.emulateMedia({ reducedMotion: "reduce" });
    await kiosk.evaluate(() => void (window.setTimeout = (() => 0) as unknown as typeof setTimeout));
    await still.evaluate(() => document.styleSheets[0]!.insertRule("* { animation: none !important }", 0));
    const rows = [
      page.locator("table.screens tr", { has: page.getByText("/", { exact: true }) }),
      line("Oven"),
      line("Saw"),
    ];
    const findAll = async () => {
      for (const row of rows) await row.locator("button").click();
      await Promise.all([board, kiosk, still].map((screen) => screen.waitForSelector(".found")));
    };
    await findAll();
    const gone = [board, kiosk, still].map((screen) =>
      screen.waitForSelector(".found", { state: "hidden", timeout: 12_000 }),
    );
    await Promise.all(gone);
    for (const row of rows) await row.locator("button").getByText("Find").waitFor();
    await findAll();
    await kiosk.mouse.click(200, 200);
    await still.mouse.click(200, 200);
    await board.keyboard.press("Escape");
    for (const screen of [board, kiosk, still]) {
      expect(await screen.locator(".found").count()).toBe(0);
      expect(new URL(screen.url()).pathname).toBe(screen === board ? "/" : "/kiosk");
      await screen.close();
    }
  }, 30_000);

  test("a screen that has lost its link and come back says how often", async () => {
    proxy.cut();
    await line("Hall 2").getByText("Connection lost").waitFor();
    proxy.mend();
    await hall.waitForSelector('#link-status[data-state="live"]', { timeout: 10_000 });
    await page.waitForFunction(
      () => {
        const row = [...document.querySelectorAll("table.screens tr")].find((tr) =>
          tr.textContent.includes("Hall 2"),
        );
        return row?.getAttribute("data-state") === "live" && row.children[4]?.textContent === "1";
      },
      undefined,
      { timeout: 10_000 },
    );
  }, 20_000);

  test("a screen without socket is listed as polling, and flashes with its next poll", async () => {
    const poller = await browser.newPage();
    await poller.routeWebSocket(/\/live\?/, (socket) => void socket.close({ code: 1013 }));
    await poller.goto(`${andon.url}/kiosk?name=Gate+7`);
    await line("Gate 7").getByText("Polling").waitFor({ timeout: 10_000 });
    await line("Gate 7").locator("button").click();
    await poller.waitForSelector(".found", { timeout: 10_000 });
    await poller.close();
  }, 25_000);

  test("an event is a point in the picture of the last hour, and in its words", async () => {
    expect(await page.locator("#latency [data-minute]").count()).toBe(0);
    await page.getByRole("button", { name: "Send a test event" }).click();
    await page.waitForSelector("#latency [data-minute]", { timeout: 12_000 });
    expect(await page.locator("#latency-words").innerText()).toContain("1 event in 1 minute");
    expect(await page.getByRole("img", { name: /1 event in 1 minute/ }).count()).toBe(1);
  }, 15_000);

  test("fits a phone, and breaks no rule of accessibility", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const phone = await context.newPage();
    await phone.goto(`${andon.url}/diagnostics`);
    await phone.waitForSelector("table.screens button");
    const width = await phone.evaluate(() => document.querySelector(".page")!.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    const { violations } = await new AxeBuilder({ page: phone }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await context.close();
  }, 15_000);

  test("without script the table is there, and a button still finds a screen", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const still = await context.newPage();
    const other = await openLive(browser, `${andon.url}/kiosk?name=Dock+1`);
    await still.goto(`${andon.url}/diagnostics`);
    await still.locator("table.screens tr", { hasText: "Dock 1" }).locator("button").click();
    await other.page.waitForSelector(".found");
    expect(new URL(still.url()).pathname).toBe("/diagnostics");
    expect(await still.locator("table.screens tr", { hasText: "Dock 1" }).innerText()).toContain("Flashing");
    await context.close();
  }, 15_000);

  test("a screen that nobody knows is not found: 404, with a sentence", async () => {
    const find = (screen: string) =>
      fetch(`${andon.url}/diagnostics/find`, { method: "POST", body: new URLSearchParams({ screen }) });
    for (const id of ["nobody", "<img>", ""]) expect((await find(id)).status).toBe(404);
  });
});
