/** The README's pictures, made afresh: `bun run shots` starts a plant, lets something go wrong, and looks at it. */
import { eventually, startAndon } from "./support/andon";
import { startBrowser } from "./support/browser";

const SHOTS = [
  { name: "board", path: "/", width: 1280, height: 720 },
  { name: "board-dark", path: "/?theme=dark", width: 1280, height: 720 },
  { name: "board-tablet", path: "/", width: 720, height: 1000 },
  { name: "machine", path: "/machines/Compressor-1", width: 1280, height: 800 },
];
const FAULT = { anomaly_type: "leak", duration_seconds: 600 };

await using andon = await startAndon({ SIMULATE: "on" });
const browser = await startBrowser();
const [machine] = await andon.get("/api/v1/machines");
await eventually(
  async () => (await andon.get("/api/v1/simulator/machines")).length === 8,
  "every machine has its past and runs",
  60_000,
);
await andon.post(`/api/v1/simulator/machines/${machine.id}/anomaly`, FAULT);
for (const { name, path, width, height } of SHOTS) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(andon.url + path);
  await page.waitForSelector('#link-status[data-state="live"]');
  await page.waitForSelector('#anomaly-rows > tr[data-state="new"]', { timeout: 60_000 });
  await page.screenshot({ path: `static/shots/${name}.png` });
  await page.close();
  console.log(`static/shots/${name}.png ${Bun.file(`static/shots/${name}.png`).size} bytes`);
}
await browser.close();
