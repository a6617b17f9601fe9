/**
 * What an old browser makes of Andon: `bun tests/old_browsers.ts PROGRAM…` starts each on a board with an alarm to come,
 * and prints what was drawn, whether it went live, whether the alarm arrived, and what its console complained of. It
 * speaks the devtools protocol by hand, for libraries that drive browsers know only new ones.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, startAndon } from "../support/andon";

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

/** What of the style has been understood. */
const LOOK = `({
  ground: getComputedStyle(document.body).backgroundColor,
  display: getComputedStyle(document.querySelector(".tiles")).display,
  tile: getComputedStyle(document.querySelector(".tile")).backgroundColor,
  header: getComputedStyle(document.querySelector(".tile > header")).display,
  wide: document.documentElement.scrollWidth - innerWidth,
  offline: document.body.innerText.indexOf("OFFLINE") >= 0,
})`;

type Answer = { id?: number; method?: string; params?: any; result?: any };
type Tab = {
  call(method: string, params?: object): Promise<any>;
  ask(expression: string): Promise<any>;
  complaints: string[];
};

await using andon = await startAndon();
const { id } = (await (
  await andon.post("/api/v1/machines", { name: "Press-1", location: "Line 1" })
).json()) as {
  id: string;
};
await andon.post("/api/v1/machines", { name: "Press-2", location: "Line 2" });
await andon.post("/api/v1/readings", {
  machine_id: id,
  timestamp: new Date().toISOString(),
  metrics: { power_kw: 50 },
});

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
    const tab = await open(port);
    const { Browser: version } = await (await fetch(`http://127.0.0.1:${port}/json/version`)).json();
    await tab.call("Page.navigate", { url: `${andon.url}/` });
    const isLive = await holds(tab, `document.querySelector("#link-status").dataset.state === "live"`);
    await tab.ask("window.first = true");
    const told = {
      machine_id: id,
      detected_at: new Date().toISOString(),
      anomaly_type: "spike",
      severity: "critical",
    };
    const { anomaly_id } = (await (await andon.post("/api/v1/anomaly/create", told)).json()) as {
      anomaly_id: string;
    };
    const hasToast = await holds(tab, `document.querySelector("#toasts > .toast")`);
    const hasRow = await holds(
      tab,
      `document.querySelector('[data-anomaly-id="${anomaly_id}"]')`,
      REFRESHED_WITHIN_MS,
    );
    const refreshed = await tab.ask("!window.first");
    const look = await tab.ask(LOOK);
    if (SHOTS) {
      const { data } = await tab.call("Page.captureScreenshot");
      await Bun.write(join(SHOTS, `${version.replace(/\W+/g, "-")}.png`), Buffer.from(data, "base64"));
    }
    return {
      version,
      isLive,
      hasToast,
      hasRow,
      refreshed,
      ...look,
      complaints: [...new Set(tab.complaints)].slice(0, 4),
    };
  } finally {
    browser.kill("SIGKILL");
    await browser.exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function holds(tab: Tab, condition: string, withinMs = WAIT_MS): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await tab.ask(`!!(${condition})`).catch(() => false)) return true;
    await Bun.sleep(100);
  }
  return false;
}

async function portOf(stderr: ReadableStream<Uint8Array>): Promise<number> {
  let said = "";
  for await (const chunk of stderr) {
    said += new TextDecoder().decode(chunk);
    const port = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(said)?.[1];
    if (port) {
      void stderr.cancel().catch(() => {});
      return Number(port);
    }
  }
  throw new Error(`It did not start: ${said.slice(-300)}`);
}

async function open(port: number): Promise<Tab> {
  const address = await eventually(async () => {
    const tabs = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as any[];
    return tabs.find(({ type }) => type === "page")?.webSocketDebuggerUrl as string | undefined;
  }, "the browser has a page");
  const socket = new WebSocket(address);
  await new Promise((resolve) => (socket.onopen = resolve));
  const waiting = new Map<number, (answer: Answer) => void>();
  const complaints: string[] = [];
  let last = 0;
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id) waiting.get(answer.id)?.(answer);
    const { exceptionDetails, entry } = answer.params ?? {};
    if (answer.method === "Runtime.exceptionThrown")
      complaints.push(
        `${exceptionDetails.exception?.description ?? exceptionDetails.text} @${exceptionDetails.lineNumber}:${exceptionDetails.columnNumber}`.slice(
          0,
          200,
        ),
      );
    if (answer.method === "Log.entryAdded" && entry.level === "error")
      complaints.push(entry.text.slice(0, 200));
  };
  const call = (method: string, params: object = {}) =>
    new Promise<any>((resolve, reject) => {
      waiting.set(++last, ({ result, ...rest }) =>
        result ? resolve(result) : reject(new Error(JSON.stringify(rest))),
      );
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  for (const domain of ["Page", "Runtime", "Log"]) await call(`${domain}.enable`);
  const ask = async (expression: string) =>
    (await call("Runtime.evaluate", { expression, returnByValue: true })).result.value;
  return { call, ask, complaints };
}
