import type { Browser } from "playwright-core";
import { register } from "../support/actions";
import { type Settings, startAndon, type TestAndon } from "../support/andon";
import { openProgram, openScreen, type PageScreen, type Screen } from "../support/screen";
import { type TcpProxy, startTcpProxy } from "../support/tcp_proxy";
import { type Reporter, startReporter } from "./reporter";
import { type Result, resultOf, until } from "./result";

/** A real server, screens behind a cable, and a machine that reports. */
export type Floor = AsyncDisposable &
  Reporter & {
    andon: TestAndon;
    proxy: TcpProxy;
    pages: PageScreen[];
    screens: Screen[];
    /** Resolves when every screen is live. */
    allLive(): Promise<void>;
    /**
     * Waits until every screen is live and has shown all there is.
     * @param goneAt when the cause ended; epoch milliseconds
     */
    result(goneAt: number, note?: string): Promise<Result>;
  };

export type FloorOptions = {
  settings?: Settings;
  pages?: string[];
  programs?: number;
  /** True when the test drives the clocks of the pages. */
  driven?: boolean;
};

export async function openFloor(browser: Browser, options: FloorOptions = {}): Promise<Floor> {
  const { settings = {}, pages: paths = ["/", "/anomalies"], programs = 3 } = options;
  const andon = await startAndon({ LOG_LEVEL: "error", ...settings });
  const proxy = startTcpProxy(andon.url);
  const context = await browser.newContext();
  if (options.driven) await context.clock.install();
  const reporter = startReporter(() => andon, await register(andon, "Press-1"));
  const pages = await Promise.all(paths.map((path) => openScreen(context, proxy.url + path)));
  const screens: Screen[] = [...pages, ...Array.from({ length: programs }, () => openProgram(proxy.url))];
  const allLive = () => until(() => screens.every((screen) => screen.isLive()), "every screen is live");
  // A program must have received an event before it can name the one it stopped at.
  await allLive();
  await reporter.report();
  const first = reporter.accepted[0]!;
  await until(() => screens.every(({ shown }) => shown.has(first)), "the first event is everywhere");

  return {
    ...{ andon, proxy, pages, screens, allLive, ...reporter },
    result: (goneAt, note) => resultOf(andon, screens, reporter.accepted, { goneAt, note }),
    async [Symbol.asyncDispose]() {
      await Promise.all(screens.map((screen) => screen.close()));
      await context.close();
      await proxy[Symbol.asyncDispose]();
      await andon[Symbol.asyncDispose]();
    },
  };
}
