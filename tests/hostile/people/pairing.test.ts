import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { cookieOf, form, type SiteApp } from "../../support/site_app";
import { HTML, insider, openPlant, send, statusOfMe } from "./plant";

setDefaultTimeout(SLOW_MACHINE_MS);

const closed = () => openPlant({ access: { mode: "closed" } });

/** A screen that shows its code, with the cookie that it waits with. */
async function waiting({ ask }: SiteApp, from = "192.0.2.50") {
  const page = await ask("/kiosk/pair", { headers: HTML }, from);
  const code = /Code: (\d{6})</.exec(await page.text())?.[1] ?? "";
  return { code, secret: cookieOf(page).split("=")[1] ?? "" };
}

const enter = (site: SiteApp, code: string, headers: Record<string, string>, from?: string) =>
  site.ask("/settings/devices", form({ code, name: "Wall", page: "/kiosk", may_act: "on" }, headers), from);

describe("a code", () => {
  test("pairs nothing for anybody but an administrator, nor for the screen itself", async () => {
    const site = await closed();
    const { code, secret } = await waiting(site);
    const tries: Record<string, string>[] = [{}, { cookie: `andon-pairing=${secret}` }];
    for (const role of ["viewer", "operator", "engineer"] as const)
      tries.push((await insider(site, role, role)).headers);
    const scopes = ["read", "readings", "alarms", "calls", "configure"] as const;
    const { secret: token } = await site.store.tokens.add({ name: "t", scopes, expires_at: null });
    tries.push({ authorization: `Bearer ${token}` });
    for (const headers of tries) {
      const statuses = [
        (await enter(site, code, headers)).status,
        (await send(site, "POST", "/api/v1/devices", { code, name: "Wall" }, headers)).status,
      ];
      expect(statuses.filter((status) => ![303, 401, 403].includes(status))).toEqual([]);
    }
    expect(await site.store.devices.list()).toEqual([]);
    const root = await insider(site, "root", "administrator");
    expect((await enter(site, code, root.headers)).status).toBe(200); // the guard: no try was counted
  });

  test("pairs one screen, whoever enter it at once, and none a second time", async () => {
    const site = await closed();
    const admins = await Promise.all(
      ["a", "b", "c", "d"].map((name) => insider(site, name, "administrator")),
    );
    const { code } = await waiting(site);
    const at = (n: number) => `192.0.2.${100 + n}`;
    const answers = await Promise.all(admins.map(({ headers }, n) => enter(site, code, headers, at(n))));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404, 404]);
    expect(await site.store.devices.list()).toHaveLength(1);
    expect((await enter(site, code, admins[0]!.headers, at(9))).status).toBe(404);
    expect(await site.store.devices.list()).toHaveLength(1);
  });

  test("of two requests of one screen at once pairs that screen once", async () => {
    const site = await closed();
    const root = await insider(site, "root", "administrator");
    const { secret } = await waiting(site);
    const headers = { ...HTML, cookie: `andon-pairing=${secret}` };
    const pages = await Promise.all(Array.from({ length: 6 }, () => site.ask("/kiosk/pair", { headers })));
    const texts = await Promise.all(pages.map((page) => page.text()));
    const codes = [...new Set(texts.map((text) => /Code: (\d{6})</.exec(text)?.[1] ?? ""))];
    const statuses: number[] = [];
    for (const code of codes) statuses.push((await enter(site, code, root.headers)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await site.store.devices.list()).toHaveLength(1);
  });

  test("is no secret: who reads it off the screen has nothing", async () => {
    const site = await closed();
    const root = await insider(site, "root", "administrator");
    const { code, secret } = await waiting(site);
    await enter(site, code, root.headers);
    for (const cookie of [
      `andon-device=${code}`,
      `andon-pairing=${code}`,
      `andon-device=${code.padEnd(43, "0")}`,
    ])
      expect((await site.ask("/api/v1/plant", { headers: { cookie } })).status).toBe(401);
    expect((await site.ask("/api/v1/plant", { headers: { cookie: `andon-device=${secret}` } })).status).toBe(
      200,
    );
  });
});

describe("the secret of a screen", () => {
  test("that was taken off the list opens nothing, and does not bring it back by itself", async () => {
    const site = await closed();
    const root = await insider(site, "root", "administrator");
    const { code, secret } = await waiting(site);
    await enter(site, code, root.headers);
    const [device] = await site.store.devices.list();
    await site.ask(`/settings/devices/${device?.id}/revoke`, form({}, root.headers));
    for (const cookie of [`andon-device=${secret}`, `andon-pairing=${secret}`, `andon-session=${secret}`]) {
      for (const path of ["/api/v1/plant", "/api/v1/anomaly/recent", "/live/since?page=board&after=x"])
        expect([cookie, (await site.ask(path, { headers: { cookie } })).status]).toEqual([cookie, 401]);
      const socket = { headers: { cookie, upgrade: "websocket" } };
      expect((await site.ask("/live", socket)).status).toBe(401);
      const answer = await site.ask("/answer", form({ acknowledge: "x", badge: "12345678" }, { cookie }));
      expect([401, 303]).toContain(answer.status);
      const page = await site.ask("/kiosk/pair", { headers: { ...HTML, cookie } });
      expect(page.status).toBe(200);
      expect(await page.text()).toMatch(/Code: \d{6}</);
    }
    expect(await site.store.devices.list()).toEqual([]);
  });

  test("lets a screen look and never act, administer or become a person", async () => {
    const site = await closed();
    const root = await insider(site, "root", "administrator");
    const { code, secret } = await waiting(site);
    await enter(site, code, root.headers);
    const headers = { cookie: `andon-device=${secret}` };
    expect(await statusOfMe(site, headers)).toBe(403);
    for (const path of ["/settings/people", "/settings/devices", "/api/v1/tokens", "/api/v1/audit"])
      expect([path, (await site.ask(path, { headers })).status]).toEqual([path, 403]);
    const person = { name: "Eve", login: "eve", role: "administrator" };
    expect((await send(site, "POST", "/api/v1/people", person, headers)).status).toBe(403);
  });
});
