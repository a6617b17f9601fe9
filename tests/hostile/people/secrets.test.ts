import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { register, report } from "../../support/actions";
import { cookieOf } from "../../support/site_app";
import { useAndon } from "../../support/use";

const folder = mkdtempSync(join(tmpdir(), "andon-told-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PATH = join(folder, "andon.db");
const andon = useAndon({ LOG_LEVEL: "trace", DATABASE_URL: `sqlite://${PATH}` });

const PASSWORD = "Vorhaengeschloss-7731";
const WRONG_PASSWORD = "Fahrradkette-5512-falsch";
const PIN = "90817263";
const BADGE = "0008675309-BADGE";

const json = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(andon.url + path, {
    method,
    redirect: "manual",
    headers: { "content-type": "application/json", ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });

/** Uses everything secret that there is, rightly and wrongly. @returns what nobody may find anywhere afterwards */
async function useSecrets(): Promise<Record<string, string>> {
  const person = (await (
    await json("POST", "/api/v1/people", { name: "Ada", login: "ada", role: "administrator" })
  ).json()) as { id: string };
  const { link } = (await (await json("POST", `/api/v1/people/${person.id}/link`)).json()) as {
    link: string;
  };
  const key = new URL(link).searchParams.get("key") ?? "";
  await andon.submit("/sign-in/link", { key, password: PASSWORD });
  const unused = (await (await json("POST", `/api/v1/people/${person.id}/link`)).json()) as { link: string };
  const signedIn = await andon.submit("/sign-in", { login: "ada", password: PASSWORD });
  const cookie = cookieOf(signedIn);
  await andon.submit("/sign-in", { login: "ada", password: WRONG_PASSWORD });
  await andon.submit(`/settings/people/${person.id}/pin`, { pin: PIN });
  await andon.submit(`/settings/people/${person.id}/badge`, { badge: BADGE });
  const alarm = await report(andon, await register(andon, "Press-1"));
  const proof = { acknowledge: alarm, person: person.id, pin: PIN };
  const answered = await andon.submit("/answer", proof, { cookie: "andon-remembers=1" });
  expect(answered.status).toBe(303);
  await andon.submit("/answer", { acknowledge: alarm, badge: BADGE });
  const made = (await (
    await json("POST", "/api/v1/tokens", { name: "Gateway", scopes: ["read"] })
  ).json()) as { token: string };
  const waiting = await fetch(`${andon.url}/kiosk/pair`, { headers: { accept: "text/html" } });
  const code = /Code: (\d{6})</.exec(await waiting.text())?.[1] ?? "";
  const paired = await andon.submit("/settings/devices", { code, name: "Wall", page: "/kiosk" });
  expect(paired.status).toBe(200);
  return {
    password: PASSWORD,
    "wrong password": WRONG_PASSWORD,
    PIN,
    badge: BADGE,
    link: key,
    "unused link": new URL(unused.link).searchParams.get("key") ?? "",
    session: cookie.split("=")[1] ?? "",
    "remembered answer": /andon-answer=([^;]+)/.exec(cookieOf(answered))?.[1] ?? "",
    token: made.token,
    screen: /andon-pairing=([^;]+)/.exec(cookieOf(waiting))?.[1] ?? "",
  };
}

/** Requests that fail, with secrets wherever one can be put. */
function failures({
  token = "",
  "unused link": key = "",
  session = "",
  screen = "",
}: Record<string, string>) {
  const html = { accept: "text/html" };
  const cookie = `andon-session=${session}x; andon-device=${screen}x; andon-answer=${session}`;
  return [
    fetch(`${andon.url}/nothing`, { headers: { ...html, cookie } }),
    fetch(`${andon.url}/nothing?token=${token}&key=${key}`, { headers: html }),
    fetch(`${andon.url}/api/v1/nothing?token=${token}`, { headers: { authorization: `Bearer ${token}x` } }),
    fetch(`${andon.url}/api/v1/ws/anomalies?token=${token}`),
    fetch(`${andon.url}/api/v1/ws/nothing?token=${token}`, { headers: { authorization: `Bearer ${token}` } }),
    fetch(`${andon.url}/api/v1/machines?token=${token}`, { headers: html }),
    json("POST", "/api/v1/people", { name: "x", login: "y", role: "viewer", password: PASSWORD }),
    json("POST", "/api/v1/people", { name: "x", login: "y", role: "viewer", pin: PIN }),
    json("POST", "/api/v1/devices", { code: "000000", name: "x", secret: screen }),
    json("PUT", "/api/v1/site", { currency: "none", token }),
    andon.submit("/sign-in", { login: "ada", password: WRONG_PASSWORD }, html),
    andon.submit("/sign-in/link", { key, password: "short" }, html),
    andon.submit("/settings/people/nobody/pin", { pin: PIN }, html),
    andon.submit("/settings/people/nobody/badge", { badge: BADGE }, html),
    andon.submit("/answer", { acknowledge: "nothing", person: "nobody", pin: PIN }, html),
    fetch(`${andon.url}/sign-in/oidc/callback?code=${key}&state=${token}`, { headers: html }),
  ];
}

/** Everything that anybody may read, by its address. */
const READ = [
  "/",
  "/anomalies",
  "/diagnostics",
  "/metrics",
  "/openapi.json",
  "/settings/people",
  "/settings/tokens",
  "/settings/devices",
  "/settings/audit",
  "/settings/audit/export.csv",
  "/anomalies/export.csv",
  "/api/v1/audit?limit=1000",
  "/api/v1/events?limit=1000",
  "/api/v1/people",
  "/api/v1/tokens",
  "/api/v1/devices",
  "/api/v1/anomaly/recent",
  "/live/since?page=board&after=x",
];

test("no secret is told: in pages, exports, metrics, the audit log, error pages, the log, the database", async () => {
  const secrets = await useSecrets();
  const told: string[] = [];
  const look = (where: string, text: string) => {
    for (const [what, secret] of Object.entries(secrets)) {
      expect([what, secret.length >= 8]).toEqual([what, true]);
      if (text.includes(secret)) told.push(`${what} in ${where}`);
    }
  };
  const { people } = (await (await json("GET", "/api/v1/people")).json()) as { people: { id: string }[] };
  const id = people[0]?.id ?? "";
  for (const path of [...READ, `/api/v1/people/${id}/export`]) look(path, await andon.text(path));
  // The form of a link that was opened has its key in a hidden field: of that one, and in nothing that it loads.
  for (const answer of await Promise.all(failures(secrets))) {
    const [body, headers] = [await answer.text(), JSON.stringify([...answer.headers])];
    const isLinkForm = answer.url.endsWith("/sign-in/link");
    const shown = isLinkForm ? body.replaceAll(/<input type="hidden" name="key" value="[^"]*"/g, "") : body;
    look(`${answer.status} of ${new URL(answer.url).pathname}`, shown + headers);
  }
  // A database that refuses: what is logged of the statement holds no value of it.
  await refuseWrites();
  const failed = await Promise.all([
    andon.submit(`/settings/people/${id}/pin`, { pin: PIN }, { accept: "text/html" }),
    andon.submit(`/settings/people/${id}/badge`, { badge: `${BADGE}-2` }, { accept: "text/html" }),
    json("POST", "/api/v1/tokens", { name: "Other", scopes: ["read"] }),
  ]);
  expect(failed.map(({ status }) => status)).toEqual([500, 500, 500]);
  for (const answer of failed) look("500", await answer.text());
  expect(andon.log()).toContain("a request failed");
  look("the log", andon.log());
  for (const file of readdirSync(folder)) look(file, readFileSync(join(folder, file), "latin1"));
  expect(told).toEqual([]);
});

/** Makes changes of people and tokens fail in the database itself. */
async function refuseWrites() {
  await using sql = new Bun.SQL({ adapter: "sqlite", filename: PATH });
  for (const [name, on] of [
    ["no_change", "before update on people"],
    ["no_token", "before insert on tokens"],
  ])
    await sql.unsafe(`create trigger ${name} ${on} begin select raise(abort, 'refused by a trigger'); end`);
}

test("a page with a secret is kept nowhere, and names its address to no other site", async () => {
  const { people } = (await (await json("GET", "/api/v1/people")).json()) as { people: { id: string }[] };
  const { link } = (await (await json("POST", `/api/v1/people/${people[0]?.id}/link`)).json()) as {
    link: string;
  };
  const page = await fetch(andon.url + new URL(link).pathname + new URL(link).search);
  const key = new URL(link).searchParams.get("key") ?? "";
  expect(page.status).toBe(200);
  expect([page.headers.get("cache-control"), page.headers.get("referrer-policy")]).toEqual([
    "no-store",
    "same-origin",
  ]);
  const addresses = [...(await page.text()).matchAll(/ (?:href|src|action|content)="([^"]*)"/g)].map(
    ([, to]) => to,
  );
  expect(addresses.filter((to) => to?.includes(key))).toEqual([]);
  const made = await json("POST", "/api/v1/people", { name: "Bo", login: "bo", role: "viewer" });
  const { id } = (await made.json()) as { id: string };
  for (const answer of [
    await json("POST", `/api/v1/people/${id}/link`),
    await andon.submit(`/settings/people/${id}/link`, {}),
    await json("GET", "/api/v1/people"),
    await json("GET", "/api/v1/tokens"),
    await json("GET", "/api/v1/audit"),
  ])
    expect([answer.url, answer.headers.get("cache-control")]).toEqual([answer.url, "no-store"]);
});
