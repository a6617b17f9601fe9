import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, PROGRAM } from "../support/andon";
import { SLOW_MACHINE_MS } from "../support/needs";
import { cookieOf } from "../support/site_app";

setDefaultTimeout(SLOW_MACHINE_MS);

const PASSWORD = "correct horse battery";

/** Starts the program on a folder; resolves to what it said on stdout once it is ready, and how to end it. */
async function start(folder: string, settings: Record<string, string>) {
  const env = {
    PATH: process.env.PATH,
    PORT: "0",
    SIMULATE: "off",
    LOG_LEVEL: "warn",
    DATABASE_URL: `sqlite://${join(folder, "andon.db")}`,
    ...settings,
  };
  const server = Bun.spawn([process.execPath, PROGRAM], { env, stdout: "pipe", stderr: "pipe" });
  let [said, logged] = ["", ""];
  const drain = async (pipe: ReadableStream<Uint8Array>, add: (text: string) => void) => {
    for await (const chunk of pipe) add(new TextDecoder().decode(chunk));
  };
  void drain(server.stdout, (text) => (said += text));
  void drain(server.stderr, (text) => (logged += text));
  await eventually(() => said.includes("Andon is live"), "the ready line");
  const url = /Andon is live at (\S+)/.exec(said)![1]!;
  return {
    url,
    env,
    said: () => said,
    logged: () => logged,
    async [Symbol.asyncDispose]() {
      server.kill();
      await server.exited;
    },
  };
}

function folder() {
  const path = mkdtempSync(join(tmpdir(), "andon-access-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

const post = (address: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(address, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" });

describe("a server that asks for people", () => {
  test("prints after the ready line how the first administrator comes in; a reset prints it again", async () => {
    using at = folder();
    await using server = await start(at.path, { ACCESS: "closed" });
    await eventually(() => server.said().includes("/sign-in/link?key="), "the link of the first start");
    const [ready = "", line = ""] = server.said().trim().split("\n");
    expect(ready).toBe(`Andon is live at ${server.url}`);
    const link = new URL(/http\S+/.exec(line)![0]);
    expect(link.origin).toBe(server.url);
    const key = link.searchParams.get("key")!;
    const made = await post(`${server.url}/sign-in/link`, {
      key,
      name: "Ada",
      login: "ada",
      password: PASSWORD,
    });
    expect(made.status).toBe(303);
    const cookie = cookieOf(made);
    expect((await fetch(`${server.url}/settings/people`, { headers: { cookie } })).status).toBe(200);

    // On the machine itself, while the server runs.
    const reset = Bun.spawn([process.execPath, "src/commands/admin.ts", "reset"], {
      env: { ...server.env, PORT: new URL(server.url).port },
      stdout: "pipe",
      stderr: "pipe",
    });
    const printed = await new Response(reset.stdout).text();
    expect(printed).toContain(`${server.url}/sign-in/link?key=`);
    const again = new URL(printed.split("\n")[0]!).searchParams.get("key")!;
    const other = "another long password";
    const back = await post(`${server.url}/sign-in/link`, {
      key: again,
      name: "Ada",
      login: "ada",
      password: other,
    });
    expect(back.status).toBe(303);
    // Whoever had the account is out.
    expect((await fetch(`${server.url}/api/v1/people`, { headers: { cookie } })).status).toBe(401);
    expect((await fetch(`${server.url}/api/v1/people`, { headers: { cookie: cookieOf(back) } })).status).toBe(
      200,
    );
    expect(server.logged() + server.said().replace(line, "")).not.toContain(key);
  });

  test("closes the sockets of a token within seconds of its end", async () => {
    using at = folder();
    await using server = await start(at.path, { ACCESS: "closed" });
    await eventually(() => server.said().includes("key="), "the link");
    const key = /key=([\w-]+)/.exec(server.said())![1]!;
    const made = await post(`${server.url}/sign-in/link`, {
      key,
      name: "Ada",
      login: "ada",
      password: PASSWORD,
    });
    const headers = { cookie: cookieOf(made), "content-type": "application/json" };
    const body = JSON.stringify({ name: "Wall", scopes: ["read"] });
    const { id, token } = (await (
      await fetch(`${server.url}/api/v1/tokens`, { method: "POST", body, headers })
    ).json()) as { id: string; token: string };
    const address = `${server.url.replace("http", "ws")}/api/v1/ws/anomalies`;
    const socket = new WebSocket(`${address}?token=${token}`);
    const closed = new Promise<number>((resolve) =>
      socket.addEventListener("close", ({ code }) => resolve(code)),
    );
    await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
    const nobody = new WebSocket(address);
    await new Promise((resolve) => nobody.addEventListener("error", resolve, { once: true }));
    await fetch(`${server.url}/api/v1/tokens/${id}`, { method: "DELETE", headers });
    expect(await closed).toBe(1008);
    expect(server.logged()).not.toContain(token);
  });
});

describe("without the setting ACCESS", () => {
  test("a loopback address is open, one that a proxy leads to asks for people", async () => {
    using at = folder();
    {
      await using open = await start(at.path, {});
      expect((await fetch(`${open.url}/api/v1/machines`, { method: "POST" })).status).toBe(400);
      expect(open.said().trim().split("\n")).toHaveLength(1);
    }
    await using proxied = await start(at.path, { TRUST_PROXY: "192.0.2.1" });
    expect((await fetch(`${proxied.url}/api/v1/machines`, { method: "POST" })).status).toBe(401);
    expect((await fetch(`${proxied.url}/api/v1/machines`)).status).toBe(200);
  });

  test("a database that was in use before stays open, and says so on the board and in the log", async () => {
    using at = folder();
    await (await start(at.path, {}))[Symbol.asyncDispose]();
    await noteAsOlder(join(at.path, "andon.db"));
    {
      await using older = await start(at.path, { TRUST_PROXY: "192.0.2.1" });
      expect((await fetch(`${older.url}/api/v1/machines`, { method: "POST" })).status).toBe(400);
      expect(await (await fetch(older.url)).text()).toContain("older than the setting ACCESS");
      expect(older.logged()).toContain("older than the setting ACCESS");
    }
    await using asked = await start(at.path, { TRUST_PROXY: "192.0.2.1", ACCESS: "view" });
    expect((await fetch(`${asked.url}/api/v1/machines`, { method: "POST" })).status).toBe(401);
    expect(await (await fetch(asked.url)).text()).not.toContain("older than the setting ACCESS");
  });
});

/**
 * Notes in the database what the migration of the people notes in one that is in use (tests/store/people).
 */
async function noteAsOlder(filename: string) {
  await using sql = new Bun.SQL({ adapter: "sqlite", filename });
  await sql`insert into facts (name, value) values ('older_than_access', 'yes')`;
}
