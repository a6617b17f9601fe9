import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually, type TestAndon } from "../support/andon";
import { machineAnswer, reportedAnswer } from "../support/answers";
import { freePort } from "../support/free_port";
import {
  type Accounts,
  answerAtProvider,
  CLIENT,
  startIdentityProvider,
  type TestIdentityProvider,
} from "../support/identity_provider";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { composeConfiguration, startNginx, type TestNginx, whyNoNginx } from "../support/nginx";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { cookieOf } from "../support/site_app";
import { useAndon, useRedis } from "../support/use";

const CALLBACK = "/sign-in/oidc/callback";
/** By a deactivation or the end of a session: what CONTRACT and docs/security.md promise. */
const SOCKETS_CLOSED_WITHIN_MS = 5_000;

/** The people of the plant; read at each sign-in. */
const accounts: Accounts = {
  ada: { name: "Ada Lovelace", groups: ["admins"] },
  grace: { name: "Grace Hopper", groups: ["line 2"] },
  alan: { name: "Alan Turing", groups: ["line 2"] },
};

/** What a server is told of an identity provider that listens there by the time somebody signs in. */
const settingsOf = (providerPort: number) => ({
  ACCESS: "closed",
  TRUST_PROXY: "127.0.0.1",
  OIDC_ISSUER: `http://127.0.0.1:${providerPort}`,
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
  OIDC_ROLES: "admins=administrator,line 2=operator",
  OIDC_DEFAULT_ROLE: "none",
});

type Plant = {
  /** Where browsers find the servers. */
  home(): string;
  /** The first and the second server; alone, both are the same. */
  here: TestAndon;
  there: TestAndon;
};

/** A request to one server, as the proxy in front of both passes it on. */
function asker({ home }: Pick<Plant, "home">) {
  return (server: TestAndon, path: string, init: RequestInit = {}, cookie = "") => {
    const { host } = new URL(home());
    const forwarded = {
      "x-forwarded-host": host,
      "x-forwarded-proto": "http",
      "x-forwarded-for": "192.0.2.7",
    };
    const headers = { host, cookie, ...forwarded, ...(init.headers as Record<string, string> | undefined) };
    return fetch(server.url + path, { redirect: "manual", ...init, headers });
  };
}

function describePlant(plant: Plant) {
  const ask = asker(plant);
  const { here, there } = plant;
  const page = { headers: { accept: "text/html" } };

  /** Begins on one server, and comes back to the other one. @returns the answer to coming back */
  async function comeBack(name: string, first = here, second = there): Promise<Response> {
    const begun = await ask(first, "/sign-in/oidc?to=/anomalies");
    const back = await answerAtProvider(begun.headers.get("location")!, name);
    expect(back).toStartWith(plant.home() + CALLBACK);
    return ask(second, back.slice(plant.home().length), page, cookieOf(begun));
  }

  async function signIn(name: string): Promise<string> {
    const answer = await comeBack(name);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/anomalies"]);
    return /andon-session=[^;]+/.exec(cookieOf(answer))![0];
  }

  const json = (body: unknown) => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

  async function openAlarm(cookie: string): Promise<string> {
    const added = await ask(here, "/api/v1/machines", json({ name: `Press ${Bun.randomUUIDv7()}` }), cookie);
    const { id } = machineAnswer.parse(await added.json());
    const found = { machine_id: id, detected_at: new Date().toISOString() };
    const body = { ...found, anomaly_type: "spike", severity: "warning" };
    const reported = await ask(here, "/api/v1/anomaly/create", json(body), cookie);
    return reportedAnswer.parse(await reported.json()).anomaly_id;
  }

  /** A live page of somebody on a server, and when it is closed. */
  async function openSocket(server: TestAndon, path: string, cookie: string) {
    const address = server.url.replace("http", "ws") + path;
    // Bun's own: a browser sends its cookies by itself.
    const socket = new WebSocket(address, { headers: { cookie } } as unknown as string[]);
    const closed = new Promise<number>((resolve) => {
      socket.addEventListener("close", ({ code }) => resolve(code));
    });
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("error", reject, { once: true });
    });
    return { closed };
  }

  const statusOf = async (server: TestAndon, cookie: string) => {
    const [api, board] = [
      await ask(server, "/api/v1/plant", {}, cookie),
      await ask(server, "/", page, cookie),
    ];
    return [api.status, board.status, board.headers.get("location")];
  };
  const NOBODY = [401, 303, "/sign-in?next=%2F"];

  test("who signed in on one server acts on the other, under the name that the provider says", async () => {
    const [ada, grace] = [await signIn("ada"), await signIn("grace")];
    const alarm = await openAlarm(ada);
    const answered = await ask(
      there,
      `/api/v1/anomaly/${alarm}/acknowledge`,
      json({ by: "Somebody" }),
      grace,
    );
    expect(answered.status).toBe(200);
    const listed = await (await ask(here, "/api/v1/anomaly/active", {}, ada)).text();
    expect(listed).toContain('"acknowledged_by":"Grace Hopper"');
    expect(listed).not.toContain("Somebody");
    // The guard: an operator may not do what an administrator may.
    expect((await ask(there, "/api/v1/people", {}, grace)).status).toBe(403);
  });

  test("who is deactivated on one server is nobody on the other at the next request, and their pages are closed", async () => {
    const [ada, grace] = [await signIn("ada"), await signIn("grace")];
    expect((await statusOf(there, grace)).slice(0, 2)).toEqual([200, 200]);
    const paths = ["/live?page=board", "/api/v1/ws/anomalies"];
    const sockets = await Promise.all(paths.map((path) => openSocket(there, path, grace)));
    const other = await openSocket(there, "/live?page=board", ada);
    const people = (await (await ask(here, "/api/v1/people", {}, ada)).json()) as {
      people: { id: string; name: string }[];
    };
    const { id } = people.people.find(({ name }) => name === "Grace Hopper")!;
    const change = { ...json({ is_active: false }), method: "PATCH" };
    expect((await ask(here, `/api/v1/people/${id}`, change, ada)).status).toBe(200);
    const at = performance.now();
    expect(await statusOf(there, grace)).toEqual(NOBODY);
    expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([1008, 1008]);
    const ms = performance.now() - at;
    expect(ms).toBeLessThan(SOCKETS_CLOSED_WITHIN_MS);
    expect(await Promise.race([other.closed, "open"])).toBe("open");
    expect((await comeBack("grace")).status).toBe(403);
    console.log(`deactivated on one server: sockets on the other closed after ${Math.round(ms)} ms`);
  });

  test("a session that is ended on one server is over on the other", async () => {
    const [first, second] = [await signIn("alan"), await signIn("alan")];
    const socket = await openSocket(there, "/live?page=board", second);
    const all = { method: "POST", body: new URLSearchParams({ end: "all" }) };
    expect((await ask(here, "/settings/me/sessions", all, first)).status).toBe(303);
    expect([await statusOf(there, second), await statusOf(there, first)]).toEqual([NOBODY, NOBODY]);
    expect(await socket.closed).toBe(1008);
  });

  test("who is in no group any more is out on both", async () => {
    const alan = await signIn("alan");
    expect((await statusOf(there, alan))[0]).toBe(200);
    accounts.alan = { name: "Alan Turing", groups: [] };
    expect((await comeBack("alan", there, here)).status).toBe(403);
    accounts.alan = { name: "Alan Turing", groups: ["line 2"] };
    expect([await statusOf(here, alan), await statusOf(there, alan)]).toEqual([NOBODY, NOBODY]);
  });

  test("an answer of the provider is good for once, on both servers together", async () => {
    const begun = await ask(here, "/sign-in/oidc");
    const back = await answerAtProvider(begun.headers.get("location")!, "ada");
    const path = back.slice(plant.home().length);
    const statuses: number[] = [];
    for (const server of [here, there, here])
      statuses.push((await ask(server, path, page, cookieOf(begun))).status);
    expect(statuses).toEqual([303, 400, 400]);
  });

  test("no log of a server holds a session, a code or the client's secret", async () => {
    const ada = await signIn("ada");
    const logged = here.log() + there.log();
    for (const secret of [CLIENT.secret, ada.split("=")[1]!]) expect(logged).not.toContain(secret);
  });
}

describe("sign-in by a real identity provider, on SQLite", () => {
  const [port, providerPort] = [freePort(), freePort()];
  const andon = useAndon({ ...settingsOf(providerPort), PORT: String(port) });
  let provider: TestIdentityProvider;
  beforeAll(async () => {
    const redirectUris = [`${andon.url}${CALLBACK}`];
    provider = await startIdentityProvider({ port: providerPort, redirectUris, accounts });
  }, SLOW_MACHINE_MS);
  afterAll(() => provider?.stop());
  describePlant({ home: () => andon.url, here: andon, there: andon });
});

const needs = [whyNoRedis, whyNoPostgres, whyNoNginx];
describeNeeding(needs, "sign-in by a real identity provider, on two servers behind nginx", () => {
  const providerPort = freePort();
  const redis = useRedis();
  let database: Promise<string>;
  const settings = async () => {
    database ??= onePostgres().then((postgres) => postgres.fresh());
    return { ...settingsOf(providerPort), REDIS_URL: redis.url, DATABASE_URL: await database };
  };
  const [here, there] = [useAndon(settings), useAndon(settings)];
  let nginx: TestNginx;
  let provider: TestIdentityProvider;
  beforeAll(async () => {
    nginx = await startNginx(
      await composeConfiguration(),
      [here, there].map(({ url }) => new URL(url).host),
    );
    const redirectUris = [`${nginx.url}${CALLBACK}`];
    provider = await startIdentityProvider({ port: providerPort, redirectUris, accounts });
  }, SLOW_MACHINE_MS);
  afterAll(async () => {
    await provider?.stop();
    await nginx?.stop();
  });

  test("through nginx, whichever server answers", async () => {
    for (let round = 0; round < 4; round += 1) {
      const begun = await fetch(`${nginx.url}/sign-in/oidc?to=/history`, { redirect: "manual" });
      const back = await answerAtProvider(begun.headers.get("location")!, "ada");
      const answer = await fetch(back, { redirect: "manual", headers: { cookie: cookieOf(begun) } });
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "/history"]);
      const cookie = cookieOf(answer);
      await eventually(async () => (await fetch(`${nginx.url}/`, { headers: { cookie } })).ok, "the board");
      const out = await fetch(`${nginx.url}/sign-out`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie },
      });
      expect(out.headers.get("location")).toBe("/sign-in?out=1");
      expect((await fetch(`${nginx.url}/api/v1/plant`, { headers: { cookie } })).status).toBe(401);
    }
  });

  describePlant({ home: () => nginx.url, here, there });
});
