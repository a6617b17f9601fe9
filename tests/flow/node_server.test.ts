import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../support/andon";
import { bundleForNode, whyNoNode } from "../support/node_bundle";

const why = whyNoNode();
const folder = mkdtempSync(join(tmpdir(), "andon-node-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(Boolean(why))(`the app on Node${why ? ` (skipped: ${why})` : ""}`, () => {
  let server: Bun.Subprocess<"ignore", "pipe", "pipe">;
  let url: string;

  beforeAll(async () => {
    const bundle = await bundleForNode("tests/support/node_entry.ts", folder);
    server = Bun.spawn(["node", bundle], {
      env: { PATH: process.env.PATH },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    for await (const chunk of server.stdout) {
      const port = /listening (\d+)/.exec(new TextDecoder().decode(chunk))?.[1];
      if (port) return void (url = `http://127.0.0.1:${port}`);
    }
    throw new Error(`Node did not start: ${await new Response(server.stderr).text()}`);
  }, 20_000);
  afterAll(async () => {
    server?.kill("SIGKILL");
    await server?.exited;
  });

  async function report(metric_value: number): Promise<string> {
    const response = await fetch(`${url}/api/v1/anomaly/create`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        machine_id: "Press-1",
        detected_at: new Date().toISOString(),
        anomaly_type: "spike",
        severity: "critical",
        metric_name: "power_kw",
        metric_value,
      }),
    });
    expect(response.status).toBe(201);
    return ((await response.json()) as { anomaly_id: string }).anomaly_id;
  }

  test("it is Node that runs it, and Bun that runs this test", async () => {
    expect(process.versions.bun).toBeString();
    const { stdout } = Bun.spawnSync(["node", "-p", "typeof Bun"]);
    expect(stdout.toString().trim()).toBe("undefined");
  });

  test("the board is drawn as on Bun, with the machine and the address of its socket", async () => {
    const response = await fetch(url);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).toContain("Press-1");
    expect(page).toContain("/live?page=board");
  });

  test("an event is pushed to a page's socket and to a program's, each in its own form", async () => {
    const page = listen("/live?page=board");
    const program = listen("/api/v1/ws/anomalies?machine_id=press-1");
    const other = listen("/api/v1/ws/anomalies?machine_id=press-2");
    await eventually(async () => page.heard().includes('"beat"'), "the page is greeted");
    await eventually(async () => program.heard().includes("connection"), "the program is greeted");
    await eventually(async () => other.heard().includes("connection"), "the other program is greeted");
    const id = await report(77);
    await eventually(async () => page.heard().includes(`data-anomaly-id="${id}"`), "the row is on the page");
    await eventually(async () => program.heard().includes(`"anomaly_id":"${id}"`), "the program is told");
    expect(other.heard()).not.toContain(id);
    for (const socket of [page, program, other]) socket.close();
  });

  test("a page that was away catches up by its cursor", async () => {
    const cursorOf = async () => /data-cursor="([^"]+)"/.exec(await (await fetch(url)).text())?.[1];
    const announced = async (value: number) => {
      const before = await cursorOf();
      const id = await report(value);
      await eventually(async () => (await cursorOf()) !== before, "it is announced");
      return id;
    };
    const shown = await announced(78);
    const before = await cursorOf();
    const missed = await announced(79);
    const frame = await (await fetch(`${url}/live/since?page=board&after=${before}`)).text();
    expect(frame).toContain(missed);
    expect(frame).not.toContain(shown);
  });

  function listen(path: string) {
    const socket = new WebSocket(url.replace(/^http/, "ws") + path);
    let heard = "";
    socket.onmessage = ({ data }) => void (heard += String(data));
    return { heard: () => heard, close: () => socket.close() };
  }
});
