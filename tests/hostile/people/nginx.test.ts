import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeResetLink } from "../../../src/store/people/reset_link";
import { describeNeeding, SLOW_MACHINE_MS } from "../../support/needs";
import { composeConfiguration, startNginx, type TestNginx, whyNoNginx } from "../../support/nginx";
import { cookieOf } from "../../support/site_app";
import { useAndon } from "../../support/use";

const PASSWORD = "correct horse battery";
const folder = mkdtempSync(join(tmpdir(), "andon-spoofed-"));
const DATABASE_URL = `sqlite://${join(folder, "andon.db")}`;

describeNeeding([whyNoNginx], "through the nginx of compose.yaml", () => {
  const andon = useAndon({ ACCESS: "view", TRUST_PROXY: "127.0.0.1", DATABASE_URL });
  let nginx: TestNginx;
  let administrator = "";
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(nginx.url + path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers,
      redirect: "manual",
    });

  beforeAll(async () => {
    nginx = await startNginx(await composeConfiguration(), [new URL(andon.url).host]);
    const key = await writeResetLink(DATABASE_URL, Date.now());
    const made = await post("/sign-in/link", { key, name: "Ada", login: "ada", password: PASSWORD });
    administrator = cookieOf(made);
  }, SLOW_MACHINE_MS);
  afterAll(async () => {
    await nginx?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("a client makes up no address, no https and no name", async () => {
    const claims = {
      "x-forwarded-for": "203.0.113.9",
      "x-real-ip": "203.0.113.9",
      forwarded: "for=203.0.113.9;proto=https;host=evil.example",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "evil.example",
    };
    const headers = { cookie: administrator, ...claims };
    const signedIn = await post("/sign-in", { login: "ada", password: PASSWORD }, claims);
    expect(signedIn.headers.getSetCookie()[0]).toStartWith("andon-session=");
    const audit = await (await fetch(`${nginx.url}/api/v1/audit?limit=100`, { headers })).text();
    expect(audit).toContain('"address":"127.0.0.1"');
    expect(audit).not.toContain("203.0.113.9");
    const person = { name: "Bo", login: "bo", role: "viewer" };
    const page = await (await post("/settings/people", person, headers)).text();
    expect(page).toContain(`${nginx.url}/sign-in/link?key=`);
    expect(page).not.toContain("evil.example");
  });

  test("another site's page acts as little as without it, though it claims to be asked by that name", async () => {
    const origin = "https://evil.example";
    const claims = { origin, cookie: administrator, "x-forwarded-host": "evil.example" };
    expect((await post("/settings/people", { name: "E", login: "e", role: "viewer" }, claims)).status).toBe(
      403,
    );
    const own = { origin: nginx.url, cookie: administrator };
    expect((await post("/settings/people", { name: "E", login: "e", role: "viewer" }, own)).status).toBe(200); // the guard
  });

  test("guesses are counted by the client's own address, whatever it claims", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      const claims = { "x-forwarded-for": `203.0.113.${n}, 198.51.100.${n}` };
      statuses.push((await post("/sign-in", { login: `name-${n}`, password: "wrong" }, claims)).status);
    }
    expect(statuses.filter((status) => status !== 429)).toHaveLength(5);
  });
});
