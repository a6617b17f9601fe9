import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { complaintsOfAxe } from "../../support/axe";
import { isLink, whyNoBrowser } from "../../support/browser";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { type TcpProxy, startTcpProxy } from "../../support/tcp_proxy";
import { useAndon, useBrowser } from "../../support/use";

describeNeeding([whyNoBrowser], "diagnostics", () => {
  const andon = useAndon();
  const browser = useBrowser();
  let proxy: TcpProxy;
  let page: Page;
  let hall: Page;
  let complaints: string[];

  beforeAll(async () => {
    proxy = startTcpProxy(andon.url);
    ({ page, complaints } = await browser.live(`${andon.url}/diagnostics`));
    hall = await browser.page();
    await hall.goto(`${proxy.url}/kiosk?name=Hall+2`);
  }, SLOW_MACHINE_MS);
  afterAll(() => proxy?.[Symbol.asyncDispose]());

  const line = (name: string) => page.locator("table.screens tr", { hasText: name });

  test("lists every screen by its name, with lag and version, and names this page's own", async () => {
    await line("Hall 2").waitFor();
    const listed = await line("Hall 2").innerText();
    for (const words of ["Live", " ms", "Chrome", "127.0.0.1", "/kiosk"]) expect(listed).toContain(words);
    const own = page.locator("[data-fact=name]");
    await page.waitForFunction(() =>
      /^Screen \w{4}$/.test(document.querySelector("[data-fact=name]")!.textContent),
    );
    expect(await line(await own.innerText()).innerText()).toContain("/diagnostics");
    expect(await page.locator("[data-fact=lag]").innerText()).toEndWith(" ms");
    expect(complaints).toEqual([]);
  });

  test("'find' flashes that screen and no other, though the table is drawn anew under the finger", async () => {
    const button = line("Hall 2").locator("button");
    await button.hover();
    await page.mouse.down();
    const other = await browser.page();
    await other.goto(`${andon.url}/kiosk?name=Yard`);
    await line("Yard").waitFor();
    await page.mouse.up();
    await hall.waitForSelector(".found");
    expect(await hall.locator("#found[role=status]").innerText()).toContain("Hall 2");
    await line("Hall 2").getByText("Flashing").waitFor();
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    for (const screen of [page, other]) expect(await screen.locator(".found").count()).toBe(0);
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
  });

  test("a flashing screen stops after ten seconds, even without timers or animations, and at once at a touch or Escape", async () => {
    const paths = ["/?theme=dark", "/kiosk?name=Oven", "/kiosk?name=Saw"];
    const screens = await Promise.all(paths.map((path) => browser.live(andon.url + path)));
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
  });

  test("a screen that has lost its link and come back is listed with how often", async () => {
    proxy.cut();
    await line("Hall 2").getByText("Connection lost").waitFor();
    proxy.mend();
    await isLink(hall, "live");
    await page.waitForFunction(() => {
      const lines = [...document.querySelectorAll("table.screens tr")];
      const row = lines.find(({ textContent }) => textContent.includes("Hall 2"));
      return row?.getAttribute("data-state") === "live" && row.children[4]?.textContent === "1";
    });
  });

  test("a screen without socket is listed as polling, and flashes with its next poll", async () => {
    const poller = await browser.page();
    await poller.routeWebSocket(/\/live\?/, (socket) => void socket.close({ code: 1013 }));
    await poller.goto(`${andon.url}/kiosk?name=Gate+7`);
    await line("Gate 7").getByText("Polling").waitFor();
    await line("Gate 7").locator("button").click();
    await poller.waitForSelector(".found");
  });

  test("an event is a point in the chart of the last hour, and in its text", async () => {
    expect(await page.locator("#latency [data-minute]").count()).toBe(0);
    await page.getByRole("button", { name: "Send a test event" }).click();
    await page.waitForSelector("#latency [data-minute]");
    expect(await page.locator("#latency-words").innerText()).toContain("1 event in 1 minute");
    expect(await page.getByRole("img", { name: /1 event in 1 minute/ }).count()).toBe(1);
  });

  test("fits a phone, and breaks no rule of accessibility", async () => {
    const phone = await browser.page({ viewport: { width: 390, height: 844 } });
    await phone.goto(`${andon.url}/diagnostics`);
    await phone.waitForSelector("table.screens button");
    const width = await phone.evaluate(() => document.querySelector(".page")!.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
    expect(await complaintsOfAxe(phone)).toEqual([]);
  });

  test("without script the table is there, and a button still finds a screen", async () => {
    const still = await browser.page({ javaScriptEnabled: false });
    const other = await browser.live(`${andon.url}/kiosk?name=Dock+1`);
    await still.goto(`${andon.url}/diagnostics`);
    await still.locator("table.screens tr", { hasText: "Dock 1" }).locator("button").click();
    await other.page.waitForSelector(".found");
    expect(new URL(still.url()).pathname).toBe("/diagnostics");
    expect(await still.locator("table.screens tr", { hasText: "Dock 1" }).innerText()).toContain("Flashing");
  });

  test("an unknown screen is answered with 404", async () => {
    for (const screen of ["nobody", "<img>", ""])
      expect((await andon.submit("/diagnostics/find", { screen })).status).toBe(404);
  });
});
