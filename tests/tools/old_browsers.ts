/**
 * `bun tests/tools/old_browsers.ts PROGRAM…`: how Andon fares in old browsers. Starts each on a board with an
 * alarm to come, and prints what it drew, whether it went live, whether the alarm arrived, and the complaints
 * of its console. It speaks the devtools protocol by hand, for libraries that drive browsers know only new
 * ones.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { register, report, sendReadings } from "../support/actions";
import { startAndon } from "../support/andon";
import { series } from "../support/builders";
import { type DevtoolsTab, openDevtools } from "./devtools";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--remote-debugging-port=0",
  "--window-size=1280,800",
];
const WAIT_MS = 10_000;
const REFRESHED_WITHIN_MS = 16_000;
const SHOTS = process.env.SHOTS;
const VERSION = z.object({ Browser: z.string() });
const SCREENSHOT = z.object({ data: z.string() });

/** The parts of the style that the browser has understood. */
const LOOK = `({
  ground: getComputedStyle(document.body).backgroundColor,
  display: getComputedStyle(document.querySelector(".tiles")).display,
  tile: getComputedStyle(document.querySelector(".tile")).backgroundColor,
  header: getComputedStyle(document.querySelector(".tile > header")).display,
  wide: document.documentElement.scrollWidth - innerWidth,
  offline: document.body.innerText.indexOf("OFFLINE") >= 0,
})`;

await using andon = await startAndon();
const id = await register(andon, "Press-1", { location: "Line 1" });
await register(andon, "Press-2", { location: "Line 2" });
await sendReadings(
  andon,
  series(id, 1, () => ({ power_kw: 50 })),
);

for (const program of process.argv.slice(2)) {
  try {
    console.log(JSON.stringify(await probe(program)));
  } catch (error) {
    console.log(JSON.stringify({ program, error: String(error) }));
  }
}

async function probe(program: string) {
  const folder = mkdtempSync(join(tmpdir(), "andon-old-"));
  const libraries = `${join(program, "..")}/lib:${join(program, "..")}`;
  const browser = Bun.spawn([program, ...FLAGS, `--user-data-dir=${folder}`, "about:blank"], {
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
    stderr: "pipe",
    stdout: "ignore",
  });
  try {
    const port = await portOf(browser.stderr);
    const answer = await fetch(`http://127.0.0.1:${port}/json/version`);
    const version = VERSION.parse(await answer.json()).Browser;
    return { version, ...(await look(await openDevtools(port), version)) };
  } finally {
    browser.kill("SIGKILL");
    await browser.exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function look(tab: DevtoolsTab, version: string) {
  await tab.call("Page.navigate", { url: `${andon.url}/` });
  const isLive = await holds(tab, `document.querySelector("#link-status").dataset.state === "live"`);
  await tab.ask("window.first = true");
  const alarm = await report(andon, id, { severity: "critical" });
  const hasToast = await holds(tab, `document.querySelector("#toasts > .toast")`);
  const row = `document.querySelector('[data-anomaly-id="${alarm}"]')`;
  const hasRow = await holds(tab, row, REFRESHED_WITHIN_MS);
  const refreshed = await tab.ask("!window.first");
  const style = z.looseObject({}).parse(await tab.ask(LOOK));
  if (SHOTS) {
    const { data } = SCREENSHOT.parse(await tab.call("Page.captureScreenshot"));
    await Bun.write(join(SHOTS, `${version.replace(/\W+/g, "-")}.png`), Buffer.from(data, "base64"));
  }
  const complaints = [...new Set(tab.complaints)].slice(0, 4);
  return { isLive, hasToast, hasRow, refreshed, ...style, complaints };
}

async function holds(tab: DevtoolsTab, condition: string, withinMs = WAIT_MS): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await tab.ask(`!!(${condition})`).catch(() => false)) return true;
    await Bun.sleep(100);
  }
  return false;
}

async function portOf(stderr: ReadableStream<Uint8Array>): Promise<number> {
  let output = "";
  for await (const chunk of stderr) {
    output += new TextDecoder().decode(chunk);
    const port = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(output)?.[1];
    if (port) {
      void stderr.cancel().catch(() => {});
      return Number(port);
    }
  }
  throw new Error(`It did not start: ${output.slice(-300)}`);
}
