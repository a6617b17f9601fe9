import type { Browser, CDPSession } from "playwright-core";
import type { TestAndon } from "../../support/andon";
import { quantile, spreadOf } from "../measure";
import { figure, type Report, withSpread } from "../table";

const ROUNDS = 3;
const LIVE_WITHIN_MS = 60_000;
/** "Slow 3G" as Chromium's own tools define it, but for sockets, which it does not slow. */
const SLOW_LINK = {
  offline: false,
  latency: 300,
  downloadThroughput: (1_600 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const CONDITIONS = [
  { name: "as it is", factor: 1, slowLink: false },
  { name: "processor slowed 6×", factor: 6, slowLink: false },
  { name: "3G-like link (1.6 Mbit/s, 300 ms)", factor: 1, slowLink: true },
  { name: "both", factor: 6, slowLink: true },
] as const;
const BOARD_BYTES = 45_000;
const SCRIPT_BYTES = 22_000;
/** The only requests allowed before the first live frame: page, style, script and icon. */
const NEEDED = /^\/$|^\/assets\/(app|live|icon)-/;

type Asked = { url: string; kind: string; bytes: number };
type Loaded = {
  liveMs: number;
  paintedMs: number;
  /** Requests in order, until the page was live. */
  asked: Asked[];
  beforeFirstFrame: Asked[];
  frameBytes: number;
  blocking: string[];
};

/** The first load of a browser without cache, and the time until the board is live. */
export async function firstLoad(report: Report, browser: Browser, andon: TestAndon) {
  await settled(andon);
  const all = new Map(CONDITIONS.map(({ name }) => [name as string, [] as Loaded[]]));
  for (let round = 0; round < ROUNDS; round++)
    for (const condition of CONDITIONS) {
      console.error(`  first load ${round + 1}: ${condition.name}`);
      all.get(condition.name)!.push(await load(browser, andon.url, condition));
    }
  tell(report, all);
}

/** Waits until the past of the simulated plant has been generated. */
async function settled(andon: TestAndon) {
  const deadline = performance.now() + LIVE_WITHIN_MS;
  const isFilling = async () => (await andon.text("/diagnostics")).includes("Filling in history");
  while ((await isFilling()) && performance.now() < deadline) await Bun.sleep(500);
}

async function load(
  browser: Browser,
  url: string,
  { factor, slowLink }: (typeof CONDITIONS)[number],
): Promise<Loaded> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const heard = listen(session);
  await session.send("Network.enable");
  await session.send("Emulation.setCPUThrottlingRate", { rate: factor });
  if (slowLink) await session.send("Network.emulateNetworkConditions", SLOW_LINK);
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('#link-status[data-state="live"]')) return;
      (window as unknown as { liveAt: number }).liveAt = performance.now();
      observer.disconnect();
    }).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["data-state"],
    });
  });
  await page.goto(`${url}/`);
  const liveAt = await page.waitForFunction(
    () => (window as unknown as { liveAt?: number }).liveAt,
    undefined,
    {
      timeout: LIVE_WITHIN_MS,
    },
  );
  const seen = await page.evaluate(() => ({
    paintedMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    blocking: performance
      .getEntriesByType("resource")
      .filter(
        (entry) =>
          (entry as PerformanceResourceTiming & { renderBlockingStatus?: string }).renderBlockingStatus ===
          "blocking",
      )
      .map(({ name }) => new URL(name).pathname),
  }));
  const loaded = { ...heard(), ...seen, liveMs: (await liveAt.jsonValue())! };
  await context.close();
  return loaded;
}

/** Bytes over the wire, as the browser counts them: compressed, with headers. */
function listen(session: CDPSession): () => Pick<Loaded, "asked" | "beforeFirstFrame" | "frameBytes"> {
  const asked = new Map<string, Asked>();
  let beforeFirstFrame: Asked[] | undefined;
  let frameBytes = 0;
  session.on("Network.requestWillBeSent", ({ requestId, request, type = "Other" }) =>
    asked.set(requestId, { url: new URL(request.url).pathname, kind: type, bytes: 0 }),
  );
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const one = asked.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  session.on("Network.webSocketFrameReceived", ({ response }) => {
    beforeFirstFrame ??= [...asked.values()];
    frameBytes += Buffer.byteLength(response.payloadData);
  });
  return () => ({ asked: [...asked.values()], beforeFirstFrame: beforeFirstFrame ?? [], frameBytes });
}

function tell(report: Report, all: ReadonlyMap<string, Loaded[]>) {
  const first = all.get(CONDITIONS[0].name)![0]!;
  const kinds = [...new Set(first.asked.map(({ kind }) => kind))];
  const bytesOf = (kind: string) =>
    first.asked.filter((one) => one.kind === kind).reduce((sum, { bytes }) => sum + bytes, 0);
  const total = first.asked.reduce((sum, { bytes }) => sum + bytes, 0);
  report.table({
    title: "First load of the board, bytes on the wire",
    head: ["kind", "requests", "kB"],
    rows: [
      ...kinds.map((kind) => [
        kind,
        first.asked
          .filter((one) => one.kind === kind)
          .map(({ url }) => `\`${url}\``)
          .join(" "),
        figure(bytesOf(kind) / 1000),
      ]),
      ["first frames of the socket", "", figure(first.frameBytes / 1000)],
      ["**in all, without frames**", "", figure(total / 1000)],
    ],
    notes: [
      `The simulated plant, eight machines. Compressed, with headers, until the page is live. Blocks painting: ${first.blocking.join(", ") || "nothing"}.`,
    ],
  });
  report.table({
    title: "First load of the board, time",
    head: ["", "first paint, ms", "live, ms", "× as it is"],
    rows: [...all].map(([name, loads]) => [
      name,
      withSpread(spreadOf(loads.map(({ paintedMs }) => paintedMs))),
      withSpread(spreadOf(loads.map(({ liveMs }) => liveMs))),
      figure(median(loads) / median(all.get(CONDITIONS[0].name)!)),
    ]),
  });
  report.target({
    target: "first load of the board ≤ 45 kB in all",
    measured: `${figure(total / 1000)} kB`,
    met: total <= BOARD_BYTES,
  });
  report.target({
    target: "script ≤ 22 kB",
    measured: `${figure(bytesOf("Script") / 1000)} kB`,
    met: bytesOf("Script") <= SCRIPT_BYTES,
  });
  const scripts = first.blocking.filter((path) => path.endsWith(".js"));
  report.target({
    target: "nothing blocking but the style",
    measured: scripts.join(", ") || first.blocking.join(", ") || "nothing",
    met: scripts.length === 0,
  });
  const needless = first.beforeFirstFrame.filter(({ url }) => !NEEDED.test(url));
  report.target({
    target: "no request beyond page, style, script and icon before the first live frame",
    measured: needless.map(({ url, kind }) => `${kind} ${url}`).join(", ") || "none",
    met: needless.length === 0,
  });
}

const median = (loads: readonly Loaded[]) =>
  quantile(
    loads.map(({ liveMs }) => liveMs),
    0.5,
  );
