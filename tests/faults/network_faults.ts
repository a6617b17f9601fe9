import type { BrowserContext } from "playwright-core";
import { openScreen, type PageScreen } from "../support/screen";
import { type Fault, onFloor, pick, seconds } from "./fault";
import type { Floor, FloorOptions } from "./floor";
import { until } from "./result";

/** Ten minutes of a page's clock at once are work for a core: one page will do. */
const DRIVEN: FloorOptions = { driven: true, pages: ["/anomalies"] };
const CODES = [1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 1014, 4000];

export const networkFaults: Fault[] = [
  {
    name: "links cut for 2 s, again and again",
    run: (browser, length) =>
      onFloor(browser, { programs: pick(length, 3, 10) }, async (floor) => {
        const stop = floor.stream(100);
        let goneAt = 0;
        let slowest = 0;
        for (let time = 1; time <= pick(length, 2, 12); time++) {
          floor.proxy.cut();
          await seconds(2);
          floor.proxy.mend();
          goneAt = Date.now();
          await floor.allLive();
          const after = (Date.now() - goneAt) / 1000;
          slowest = Math.max(slowest, after);
          await seconds(Math.max(0, pick(length, 1, 8) - after));
        }
        await stop();
        const result = await floor.result(goneAt, pick(length, "2×", "12×, every 10 s"));
        return { ...result, liveAfterSeconds: Math.max(slowest, result.liveAfterSeconds) };
      }),
  },
  {
    name: "ten minutes without server",
    run: (browser, length) =>
      onFloor(browser, pick(length, DRIVEN, {}), async (floor) => {
        const stop = floor.stream(100);
        floor.proxy.cut();
        await until(() => floor.screens.every((screen) => !screen.isLive()), "every screen has noticed");
        if (length === "short") await runFor(floor, 600);
        else await seconds(600);
        await seconds(1);
        await stop();
        floor.proxy.mend();
        const goneAt = Date.now();
        return floor.result(goneAt, pick(length, "the pages' clocks run fast", "in full"));
      }),
  },
  {
    name: "closed with every code",
    run: (browser) =>
      onFloor(browser, { pages: [], programs: 0 }, async (floor) => {
        const context = await browser.newContext();
        const closable = await Promise.all(CODES.map((code) => openClosable(context, floor.proxy.url, code)));
        await floor.report();
        for (const { close } of closable) close();
        const goneAt = Date.now();
        await floor.report();
        floor.screens.push(...closable.map(({ screen }) => screen));
        const result = await floor.result(goneAt, CODES.join(", "));
        await context.close();
        return result;
      }),
  },
];

/** Lets the pages' clocks run through this many seconds, a few at a time, so that nothing is skipped. */
async function runFor({ pages }: Floor, total: number) {
  for (let gone = 0; gone < total; gone += 30)
    await Promise.all(pages.map(({ page }) => page.clock.runFor(30_000)));
}

/** A page whose first socket can be closed with a code of our choice, as a server or proxy would. */
async function openClosable(
  context: BrowserContext,
  url: string,
  code: number,
): Promise<{ screen: PageScreen; close(): void }> {
  let close = () => {};
  const screen = await openScreen(context, `${url}/anomalies`, async (page) => {
    let isFirst = true;
    await page.routeWebSocket(/\/live\?/, (socket) => {
      socket.connectToServer();
      if (isFirst) close = () => void socket.close(code === 1005 ? {} : { code });
      isFirst = false;
    });
  });
  return { screen, close: () => close() };
}
