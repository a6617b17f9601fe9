import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, startAndon } from "../support/andon";
import { type Certificate, makeCertificate, whyNoOpenssl } from "../support/certificate";
import { freePort } from "../support/free_port";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { startPostgres, type TestPostgres, whyNoPostgres } from "../support/postgres";
import { startRedis, type TestRedis, whyNoRedis } from "../support/redis";

const BAD_SETTINGS = 78;
const PASSWORD = "geheim#1@/";
const ENCODED = encodeURIComponent(PASSWORD);
const [PLAIN, TLS] = [freePort(), freePort()];

/**
 * Starts the program, which must refuse.
 * @returns its exit code, all that it says, and whether it made a file
 */
async function refused(settings: Record<string, string>) {
  const dir = mkdtempSync(join(tmpdir(), "andon-refused-"));
  const file = join(dir, "data", "andon.db");
  const env = {
    PATH: process.env.PATH,
    PORT: "0",
    SIMULATE: "off",
    DATABASE_URL: `sqlite://${file}`,
    ...settings,
  };
  const { stdout, stderr, exited } = Bun.spawn([process.execPath, PROGRAM], {
    env,
    stdout: "pipe",
    stderr: "pipe",
  });
  const said = (await Promise.all([stdout, stderr].map((pipe) => new Response(pipe).text()))).join("");
  const code = await exited;
  const touched = existsSync(join(dir, "data"));
  rmSync(dir, { recursive: true, force: true });
  return { code, said, touched };
}

/** Nothing is started, the setting is named in the server's words, and no secret is told. */
function expectRefusal({ code, said, touched }: Awaited<ReturnType<typeof refused>>, ...words: string[]) {
  for (const word of words) expect(said).toContain(word);
  expect(said).not.toMatch(/geheim|wrong-one|Andon is live|\n\s+at /);
  expect([code, touched]).toEqual([BAD_SETTINGS, false]);
}

describeNeeding([whyNoRedis, whyNoOpenssl], "a Redis that does not let Andon in", () => {
  let redis: TestRedis;
  let certificate: Certificate;
  beforeAll(async () => {
    certificate = makeCertificate();
    const { cert, key } = certificate;
    const tls = [
      "--tls-port",
      `${TLS}`,
      "--tls-cert-file",
      cert,
      "--tls-key-file",
      key,
      "--tls-ca-cert-file",
      cert,
    ];
    const password = ["--requirepass", PASSWORD];
    redis = await startRedis("--port", `${PLAIN}`, ...tls, "--tls-auth-clients", "no", ...password);
  }, SLOW_MACHINE_MS);
  afterAll(async () => {
    await redis?.stop();
    certificate?.[Symbol.dispose]();
  });
  const at = (user: string) => ({ REDIS_URL: `redis://${user}127.0.0.1:${PLAIN}` });

  test.each([
    ["no password", "", "NOAUTH"],
    ["a wrong password", ":wrong-one@", "WRONGPASS invalid username-password pair"],
    ["a user that it does not know", "nobody:wrong-one@", "WRONGPASS"],
    ["a password that is not encoded", `:${PASSWORD}@`, "# as %23, @ as %40, / as %2F"],
  ])("%s: the setting, its words, exit 78", async (_, user, words) => {
    expectRefusal(await refused(at(user)), "REDIS_URL", words, "%23");
  });

  test("a number of a database that it does not have", async () => {
    const { REDIS_URL } = at(`:${ENCODED}@`);
    expectRefusal(await refused({ REDIS_URL: `${REDIS_URL}/99` }), "REDIS_URL", "DB index is out of range");
  });

  test("a certificate that nobody trusts is named; with its authority Andon starts", async () => {
    const REDIS_URL = `rediss://:${ENCODED}@localhost:${TLS}`;
    const untrusted = await refused({ REDIS_URL });
    expectRefusal(
      untrusted,
      "REDIS_URL",
      `localhost:${TLS}`,
      "self signed certificate",
      "NODE_EXTRA_CA_CERTS",
    );
    await using andon = await startAndon({ REDIS_URL, NODE_EXTRA_CA_CERTS: certificate.cert });
    expect((await andon.send("GET", "/readyz")).status).toBe(200);
  });

  test("TLS where the server speaks none, and none where it speaks TLS, are said", async () => {
    const tls = await refused({ REDIS_URL: `rediss://:${ENCODED}@localhost:${PLAIN}` });
    expectRefusal(tls, "REDIS_URL", `localhost:${PLAIN}`, "the server does not speak TLS: write redis://");
    const plain = await refused({ REDIS_URL: `redis://:${ENCODED}@localhost:${TLS}` });
    expectRefusal(
      plain,
      "REDIS_URL",
      `localhost:${TLS}`,
      "the server speaks TLS on this port: write rediss://",
    );
  });

  test("the right password, encoded, is let in", async () => {
    await using andon = await startAndon(at(`:${ENCODED}@`));
    expect((await andon.send("GET", "/readyz")).status).toBe(200);
  });
});

test("a Redis that cannot be reached is no bad setting: Andon starts and goes on trying", async () => {
  await using andon = await startAndon({ REDIS_URL: `redis://:${ENCODED}@127.0.0.1:${freePort()}` });
  const readiness = await andon.send("GET", "/readyz");
  expect(readiness.status).toBe(503);
  expect(await readiness.text()).toContain("ECONNREFUSED");
  expect(andon.log()).not.toContain("geheim");
});

describeNeeding([whyNoPostgres, whyNoOpenssl], "a PostgreSQL that does not let Andon in", () => {
  let postgres: TestPostgres;
  let host: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    host = new URL(postgres.admin).host;
    const data = join(postgres.dir, "data");
    using certificate = makeCertificate();
    for (const [from, to] of [
      [certificate.cert, "server.crt"],
      [certificate.key, "server.key"],
    ] as const) {
      const path = join(data, to);
      writeFileSync(path, readFileSync(from), { mode: 0o600 });
      Bun.spawnSync(["chown", "--reference", data, path]);
    }
    await using admin = new Bun.SQL(postgres.admin, { max: 1 });
    await admin.unsafe(`create role limited login password '${PASSWORD}'`);
    await admin.unsafe("alter system set ssl = on");
    const rules = ["host all andon 127.0.0.1/32 trust", "host all limited 127.0.0.1/32 scram-sha-256"];
    writeFileSync(join(data, "pg_hba.conf"), `${rules.join("\n")}\n`);
    await admin.unsafe("select pg_reload_conf()");
    const isOn = async () => (await admin.unsafe("show ssl"))[0].ssl === "on";
    while (!(await isOn())) await Bun.sleep(10);
  }, SLOW_MACHINE_MS);
  afterAll(() => postgres?.stop());

  test.each([
    [
      "a wrong password",
      "limited:wrong-one@HOST/postgres",
      `password authentication failed for user "limited"`,
    ],
    ["a user without a rule", "other:wrong-one@HOST/postgres", "no pg_hba.conf entry"],
    ["a database that is not there", "andon@HOST/nowhere", `database "nowhere" does not exist`],
    [
      "a certificate that nobody trusts",
      "andon@HOST/postgres?sslmode=verify-full",
      "self signed certificate",
    ],
    ["a mode that there is not", "andon@HOST/postgres?sslmode=bogus", "sslmode"],
    ["a password that is not encoded", `limited:${PASSWORD}@HOST/postgres`, "# as %23"],
  ])("%s: the setting, its words, exit 78", async (_, place, words) => {
    const DATABASE_URL = `postgres://${place.replace("HOST", host)}`;
    expectRefusal(await refused({ DATABASE_URL }), "DATABASE_URL", words);
  });

  test("both settings are named in one message", async () => {
    await using redis = await startRedis("--port", `${freePort()}`, "--requirepass", PASSWORD);
    const DATABASE_URL = `postgres://limited:wrong-one@${host}/postgres`;
    expectRefusal(
      await refused({ DATABASE_URL, REDIS_URL: redis.url }),
      "DATABASE_URL",
      "REDIS_URL",
      "NOAUTH",
    );
  });
});

test("an old program on the tables of a newer one: it names both versions, exit 78, and the file stays", async () => {
  const dir = mkdtempSync(join(tmpdir(), "andon-newer-"));
  const DATABASE_URL = `sqlite://${join(dir, "andon.db")}`;
  await using server = await startAndon({ DATABASE_URL });
  await server.stop();
  const newer = new Bun.SQL(DATABASE_URL);
  await newer`insert into migrations (number) values (999)`;
  await newer.close();
  expectRefusal(await refused({ DATABASE_URL }), "its tables are of version 999", "start the newer program");
  rmSync(dir, { recursive: true, force: true });
});
