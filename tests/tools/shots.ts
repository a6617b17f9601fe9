/**
 * The README's pictures, made afresh: `bun run shots` starts a plant, lets something go wrong, and looks at
 * it.
 */
import type { Browser } from "playwright-core";
import { z } from "zod";
import { openAlarms } from "../support/actions";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { machinesAnswer } from "../support/answers";
import { startBrowser } from "../support/browser";

const MOST_BYTES = 150_000;
const FAULT = { anomaly_type: "leak", duration_seconds: 600 };
/** An open alarm, on any page that shows alarms. */
const ALARM = '#anomaly-rows > tr[data-state="new"]';

type Shot = { name: string; path: string; width: number; height: number; shows: string };

const DESK = { width: 1280, height: 800 };
const SHOTS: Shot[] = [
  { name: "board", path: "/", ...DESK, height: 750, shows: ALARM },
  { name: "board-dark", path: "/?theme=dark", ...DESK, height: 750, shows: ALARM },
  { name: "board-tablet", path: "/", width: 720, height: 1000, shows: ALARM },
  { name: "machine", path: "/machines/Compressor-1", ...DESK, shows: ALARM },
  { name: "training", path: "/training", ...DESK, shows: "#training-jobs [data-status=completed]" },
  { name: "history", path: "/history?alarm=", ...DESK, shows: ALARM },
  { name: "diagnostics", path: "/diagnostics", ...DESK, shows: "#screens tr[data-screen]" },
];

/**
 * Gives the plant its past, a fault that is found, and models that are learned; the id of the fault's alarm.
 */
async function liveThroughSomething(andon: TestAndon): Promise<string> {
  const simulated = async () => (await andon.get("/api/v1/simulator/machines", z.array(z.unknown()))).length;
  await eventually(async () => (await simulated()) === 8, "every machine has its past and runs", 60_000);
  const machines = await andon.get("/api/v1/machines", machinesAnswer);
  await andon.send("POST", `/api/v1/simulator/machines/${machines[0]?.id}/anomaly`, FAULT);
  for (const { id } of machines.slice(0, 3))
    await andon.send("POST", "/api/v1/baseline/train", { machine_id: id });
  return eventually(async () => (await openAlarms(andon))[0]?.id, "the leak is found", 60_000);
}

async function take(browser: Browser, { name, path, width, height, shows }: Shot) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(path);
  await page.waitForSelector('#link-status[data-state="live"]');
  await page.waitForSelector(shows, { timeout: 60_000 });
  const file = `static/shots/${name}.png`;
  const { length } = await page.screenshot({ path: file });
  await page.close();
  console.log(`${file} ${length} bytes`);
  if (length > MOST_BYTES) throw new Error(`${file} has ${length} bytes, more than ${MOST_BYTES}: show less`);
}

await using andon = await startAndon({ SIMULATE: "on" });
const browser = await startBrowser();
const alarm = await liveThroughSomething(andon);
for (const shot of SHOTS)
  await take(browser, { ...shot, path: andon.url + shot.path.replace("?alarm=", `?alarm=${alarm}`) });
await browser.close();
