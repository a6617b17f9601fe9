import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, PROGRAM, startAndon } from "../support/andon";
import { freePort } from "../support/free_port";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { startRedis, type TestRedis, whyNoRedis } from "../support/redis";

const SECRET = "s3cr3t-xyz/@#%";
const ENCODED = encodeURIComponent(SECRET);
const OPEN_PORT = freePort();
const TOLD = /s3cr3t|xyz/i;

/** Runs a program that must end by itself. @returns its exit code and all that it says */
async function ended(settings: Record<string, string>, program = [PROGRAM]) {
  const env = { PATH: process.env.PATH, PORT: "0", SIMULATE: "off", LOG_LEVEL: "trace", ...settings };
  const pipes = { stdout: "pipe", stderr: "pipe" } as const;
  const child = Bun.spawn([process.execPath, ...program], { env, ...pipes });
  const said = await Promise.all([child.stdout, child.stderr].map((pipe) => new Response(pipe).text()));
  return { code: await child.exited, said: said.join("") };
}

/** A server of a service that answers everything by quoting what it was sent. */
async function quoting(answer: (socket: Socket, sent: string) => void): Promise<Server & { port: number }> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (sent: Buffer) => answer(socket, sent.toString("latin1")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return Object.assign(server, { port: typeof address === "object" && address ? address.port : 0 });
}

let redis: Server & { port: number };
let postgres: Server & { port: number };
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "andon-secrets-"));
  redis = await quoting((socket, sent) => {
    const commands = sent.split(/(?=^\*\d)/m);
    for (const command of commands)
      socket.write(
        `-ERR unknown command, with args beginning with: ${command.replace(/[\r\n]+/g, " ")} ${SECRET}\r\n`,
      );
  });
  postgres = await quoting((socket) => {
    const fields = ["SFATAL", "VFATAL", "C28P01", `Mnot let in with ${SECRET} or ${ENCODED}`, ""].join("\0");
    const length = Buffer.alloc(4);
    length.writeInt32BE(4 + fields.length + 1);
    socket.end(Buffer.concat([Buffer.from("E"), length, Buffer.from(`${fields}\0`, "latin1")]));
  });
});
afterAll(() => {
  redis?.close();
  postgres?.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["REDIS_URL", `/u:s3cr3t-xyz@h`],
  ["REDIS_URL", `http://:s3cr3t-xyz@h`],
  ["REDIS_URL", `s3cr3t-xyz`],
  ["DATABASE_URL", `s3cr3t-xyz://x`],
  ["DATABASE_URL", `postgres://u:pa#s3cr3t-xyz@h/andon`],
  ["DATABASE_URL", `sqlite://u:s3cr3t-xyz@h/andon`],
  ["PUBLIC_URL", `https://u:s3cr3t-xyz@h`],
  ["ALLOWED_HOSTS", `https://u:s3cr3t-xyz@h`],
  ["TRUST_PROXY", `u:s3cr3t-xyz@h`],
  ["PORT", `redis://u:s3cr3t-xyz@h`],
  ["TLS_KEY", "-----BEGIN PRIVATE KEY-----\ns3cr3t-xyz\n-----END PRIVATE KEY-----"],
  ["TLS_KEY", "s3cr3t-xyz"],
  ["TLS_CERT", "s3cr3t-xyz"],
])(
  "%s=%s: exit 78, the setting is named, what it holds is not told",
  async (name, value) => {
    const tls: Record<string, string> = name.startsWith("TLS_")
      ? { TLS_CERT: PROGRAM, TLS_KEY: PROGRAM }
      : {};
    const { code, said } = await ended({ DATABASE_URL: "sqlite://:memory:", ...tls, [name]: value });
    expect(said).toContain(name);
    expect(said).not.toMatch(TOLD);
    expect(said).not.toMatch(/\n\s+at /);
    expect(code).toBe(78);
  },
  SLOW_MACHINE_MS,
);

test("a PostgreSQL that quotes the password is told without it", async () => {
  const DATABASE_URL = `postgres://u:${ENCODED}@127.0.0.1:${postgres.port}/andon`;
  const { code, said } = await ended({ DATABASE_URL });
  expect(said).toContain("not let in with … or …");
  expect([code, TOLD.test(said)]).toEqual([78, false]);
});

test("seed tells the place without its password, also when it fails", async () => {
  const seed = ["src/commands/seed.ts", "--days", "1"];
  const refused = await ended({ DATABASE_URL: `s3cr3t-xyz://x` }, seed);
  const failed = await ended(
    { DATABASE_URL: `postgres://u:${ENCODED}@127.0.0.1:${postgres.port}/andon` },
    seed,
  );
  for (const { code, said } of [refused, failed]) {
    expect(code).toBe(1);
    expect(said).toContain("Usage");
    expect(said).not.toMatch(TOLD);
  }
});

test.each([
  [
    "a Redis that quotes what it is sent",
    () => `redis://andon:${ENCODED}@127.0.0.1:${redis.port}`,
    "unknown command",
  ],
  ["the same by an option", () => `redis://127.0.0.1:${redis.port}?password=${ENCODED}`, "unknown command"],
  ["a socket that is not there", () => `/run/${"s3cr3t-xyz"}@h`, "ENOENT"],
  ["a Redis that is away", () => `redis://:${ENCODED}@127.0.0.1:${freePort()}`, "ECONNREFUSED"],
])(
  "%s: no log line, page, probe or metric tells the password",
  async (_, address, reason) => {
    await using andon = await startAndon({ REDIS_URL: address(), LOG_LEVEL: "trace" });
    await eventually(() => andon.log().includes(reason), `the log says ${reason}`);
    const readiness = await (await andon.send("GET", "/readyz")).text();
    expect(readiness).toContain(reason);
    expect(readiness).not.toMatch(TOLD);
    for (const path of ["/", "/diagnostics", "/metrics", "/events", "/api/v1/events?since=0-0", "/nothing"])
      expect(await (await andon.send("GET", path)).text()).not.toMatch(TOLD);
    expect(andon.log()).not.toMatch(TOLD);
    for (const line of andon.log().trim().split("\n")) expect(line).toStartWith("{");
  },
  SLOW_MACHINE_MS,
);

describeNeeding([whyNoRedis], "a Redis that refuses INFO", () => {
  let open: TestRedis;
  beforeAll(async () => void (open = await startRedis("--port", `${OPEN_PORT}`)), SLOW_MACHINE_MS);
  afterAll(() => open?.stop());

  test("what the library of Redis writes to the console about it is a line of the log", async () => {
    const admin = new Bun.RedisClient(`redis://127.0.0.1:${OPEN_PORT}`);
    await admin.send("ACL", ["SETUSER", "andon", "on", `>${SECRET}`, "~*", "&*", "+@all", "-info"]);
    admin.close();
    await using andon = await startAndon({ REDIS_URL: `redis://andon:${ENCODED}@127.0.0.1:${OPEN_PORT}` });
    await eventually(() => andon.log().includes("Skipping the ready check"), "the library's words", 10_000);
    for (const line of andon.log().trim().split("\n")) expect(line).toStartWith("{");
    expect(andon.log()).not.toMatch(TOLD);
  });
});

test(
  "start errors are a plain sentence with the setting at fault, without a stack",
  async () => {
    const taken = await quoting(() => {});
    const file = join(folder, "file");
    writeFileSync(file, "no folder");
    mkdirSync(join(folder, "folder.db"));
    const DATABASE_URL = "sqlite://:memory:";
    const cases: [Record<string, string>, number, string][] = [
      [{ DATABASE_URL, PORT: `${taken.port}` }, 1, `port ${taken.port} of 127.0.0.1 is taken`],
      [{ DATABASE_URL, HOST: "999.1.1.1" }, 78, "HOST"],
      [{ DATABASE_URL, TLS_CERT: file, TLS_KEY: file }, 78, "TLS_CERT and TLS_KEY cannot be used"],
      [{ DATABASE_URL: `sqlite://${file}/x/andon.db` }, 78, "DATABASE_URL: the folder"],
      [{ DATABASE_URL: "sqlite:///proc/andon.db" }, 78, "cannot be opened for writing"],
    ];
    for (const [settings, exit, words] of cases) {
      const { code, said } = await ended(settings);
      expect(said).toContain(words);
      expect(said).not.toMatch(/\n\s+at /);
      expect(code).toBe(exit);
    }
    taken.close();
  },
  SLOW_MACHINE_MS,
);
