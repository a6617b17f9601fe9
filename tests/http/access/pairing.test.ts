import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { CODE_MS } from "../../../src/people/pairing";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { cookieOf, form, openSiteApp, type SiteApp } from "../../support/site_app";

setDefaultTimeout(SLOW_MACHINE_MS);

const HTML = { accept: "text/html" };
const MINUTE = 60_000;

/** A browser that follows redirects and keeps its cookies, on a wall at an address. */
function browser({ ask }: SiteApp, from = "192.0.2.50") {
  const jar = new Map<string, string>();
  async function open(path: string, init: RequestInit = {}): Promise<{ path: string; response: Response }> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await ask(path, { ...init, headers: { ...HTML, ...init.headers, cookie } }, from);
    for (const set of cookieOf(response).split("; ").filter(Boolean)) {
      const [name = "", value = ""] = set.split("=");
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    const to = response.headers.get("location");
    return to === null ? { path, response } : open(to);
  }
  async function code() {
    const { path, response } = await open("/kiosk");
    const found = /Code: (\d{6})</.exec(await response.text())?.[1];
    return { path, code: found ?? "none" };
  }
  return { open, code, jar };
}

async function adminOf({ store }: SiteApp, login = "ada") {
  const { id } = await store.people.add({ name: login, login, role: "administrator" });
  const secret = await store.sessions.begin(id, { address: "192.0.2.7", agent: "" }, undefined);
  return { cookie: `andon-session=${secret}` };
}

const pair = (
  site: SiteApp,
  headers: Record<string, string>,
  code: string,
  more: Record<string, string> = {},
  from?: string,
) => site.ask("/settings/devices", form({ code, name: "Wall", page: "/kiosk", ...more }, headers), from);

describe("a kiosk with ACCESS=closed", () => {
  const closed = (options: Parameters<typeof openSiteApp>[0] = {}) =>
    openSiteApp({ ...options, access: { mode: "closed", ...options.access } });

  test("shows a code, never a sign-in page, and its own page once somebody has entered it", async () => {
    const site = await closed();
    const admin = await adminOf(site);
    const wall = browser(site);
    const waiting = await wall.code();
    expect(waiting.path).toBe("/kiosk/pair?next=%2Fkiosk");
    expect(await wall.code()).toEqual(waiting);
    const page = await (
      await pair(site, admin, `${waiting.code.slice(0, 3)} ${waiting.code.slice(3)}`)
    ).text();
    expect(page).toContain("Wall is paired");
    const { path, response } = await wall.open(waiting.path);
    expect([path, response.status]).toEqual(["/kiosk", 200]);
    const shown = await response.text();
    expect(shown).toContain("<h1>Wall</h1>");
    expect(shown).not.toContain("sign-in");
    expect([...wall.jar.keys()]).toEqual(["andon-device"]);
    expect(wall.jar.get("andon-device")).toHaveLength(43);
    const set = (await wall.open("/kiosk")).response.headers.get("set-cookie");
    expect(set).toContain("Max-Age=31536000");
    expect(set).toContain("HttpOnly");
    // What it is made of is not in the database.
    expect(JSON.stringify(await site.store.devices.list())).not.toContain(wall.jar.get("andon-device")!);
  });

  test("gets its cookie under the guarded name where the way is encrypted", async () => {
    const site = await closed({ access: { isTls: true } });
    const admin = await adminOf(site);
    const [name, value] = Object.entries(admin)[0]!;
    const wall = browser(site);
    const { code } = await wall.code();
    expect([...wall.jar.keys()]).toEqual(["__Host-andon-pairing"]);
    expect((await pair(site, { [name]: `__Host-${value}` }, code)).status).toBe(200);
    await wall.open("/kiosk");
    expect([...wall.jar.keys()]).toEqual(["__Host-andon-device"]);
  });

  test("is asked on the pages of people as before, and may only look once it is paired", async () => {
    const site = await closed();
    const wall = browser(site);
    expect((await wall.open("/")).path).toBe("/sign-in?next=%2F");
    const { code } = await wall.code();
    await pair(site, await adminOf(site), code);
    await wall.open("/kiosk");
    expect((await wall.open("/")).response.status).toBe(200);
    expect((await wall.open("/settings/devices")).response.status).toBe(403);
    const answered = await wall.open("/anomalies/answer", form({ acknowledge: "x", by: "Ada" }));
    expect(answered.response.status).toBe(403);
  });

  test("goes to the page that was chosen, however its browser was opened", async () => {
    const site = await closed();
    const admin = await adminOf(site);
    const area = await site.store.areas.add({ name: "Hall 1" });
    await site.core.site.refresh();
    const wall = browser(site);
    const opened = await wall.open("/kiosk?every=10s");
    const code = /Code: (\d{6})</.exec(await opened.response.text())![1]!;
    await pair(site, admin, code, { area: area.id, may_act: "on" });
    expect((await wall.open(opened.path)).path).toBe(`/kiosk?every=10s&area=${area.id}`);
    expect((await wall.open("/kiosk")).path).toBe(`/kiosk?area=${area.id}`);
    const board = browser(site);
    await pair(site, admin, (await board.code()).code, { page: "/" });
    expect((await board.open("/kiosk")).path).toBe("/");
    expect(await site.store.devices.list()).toMatchObject([
      { page: "/", area: null, may_act: false },
      { page: "/kiosk", area: area.id, may_act: true },
    ]);
  });

  test("says that it was taken off the list, with a code that pairs it again", async () => {
    const site = await closed();
    const admin = await adminOf(site);
    const wall = browser(site);
    await pair(site, admin, (await wall.code()).code);
    await wall.open("/kiosk");
    const held = wall.jar.get("andon-device");
    const [device] = await site.store.devices.list();
    const revoked = await site.ask(`/settings/devices/${device!.id}/revoke`, form({}, admin));
    expect(revoked.status).toBe(303);
    for (const path of ["/kiosk", "/", "/history?x=1"]) {
      const { path: at, response } = await wall.open(path);
      expect(at).toBe(`/kiosk/pair?${new URLSearchParams({ next: path })}`);
      expect(await response.text()).toMatch(
        /This screen was taken off the list\.<\/p><p class="code" data-code="\d{6}">Code: \d{6}</,
      );
    }
    const part = await wall.open("/live/since?page=board&after=x", { headers: { "hx-request": "true" } });
    expect(part.response.status).toBe(401);
    const { code } = await wall.code();
    await pair(site, admin, code);
    expect((await wall.open("/kiosk")).response.status).toBe(200);
    expect(wall.jar.get("andon-device")).not.toBe(held);
  });

  test("of two screens at once each gets what was entered for it", async () => {
    const site = await closed();
    const admin = await adminOf(site);
    const walls = [browser(site), browser(site)];
    const codes = await Promise.all(walls.map(async (wall) => (await wall.code()).code));
    expect(codes[0]).not.toBe(codes[1]);
    await pair(site, admin, codes[1]!, { name: "Second" });
    expect((await walls[0]!.code()).code).toBe(codes[0]!);
    expect(await (await walls[1]!.open("/kiosk")).response.text()).toContain("<h1>Second</h1>");
  });

  test("a code is of one use, of two minutes, and of nobody who is not administrator", async () => {
    let now = Date.now();
    const site = await closed({ now: () => now });
    const admin = await adminOf(site);
    const [first, second] = [browser(site), browser(site)];
    const { code } = await first.code();
    expect((await pair(site, {}, code)).status).toBe(303);
    expect((await pair(site, {}, code)).headers.get("location")).toStartWith("/sign-in");
    expect((await pair(site, admin, code)).status).toBe(200);
    expect((await pair(site, admin, code)).status).toBe(404);
    const late = await second.code();
    now += CODE_MS;
    expect((await pair(site, admin, late.code)).status).toBe(404);
    const renewed = await second.code();
    expect(renewed.code).not.toBe(late.code);
    expect((await pair(site, admin, renewed.code)).status).toBe(200);
  });

  test("who tries all of a million codes gets five tries, of any address and name", async () => {
    let now = Date.now();
    const site = await closed({ now: () => now });
    const admin = await adminOf(site);
    const wall = browser(site);
    const { code } = await wall.code();
    const wrong = Array.from({ length: 40 }, (_, n) => String((Number(code) + 1 + n) % 1_000_000));
    const guess = async (guessed: string, from: string, headers = admin) =>
      (await pair(site, headers, guessed.padStart(6, "0"), {}, from)).status;
    const statuses: number[] = [];
    for (const [n, one] of wrong.entries()) statuses.push(await guess(one, `198.51.100.${n}`));
    expect(statuses.filter((status) => status === 404)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(35);
    // Others, from elsewhere, find the code that was guessed at gone: the screen shows another.
    const bob = await adminOf(site, "bob");
    expect(await guess(code, "203.0.113.1", bob)).toBe(404);
    const next = (await wall.code()).code;
    expect(next).not.toBe(code);
    // By one address, whoever signs in there.
    const many = await Promise.all(["c", "d", "e", "f", "g", "h", "i"].map((name) => adminOf(site, name)));
    const byAddress: number[] = [];
    for (const headers of many) byAddress.push(await guess("999999", "203.0.113.9", headers));
    expect(byAddress.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
    now += 15 * MINUTE;
    expect(await guess((await wall.code()).code, "198.51.100.1")).toBe(200);
  });
});

describe("a kiosk with ACCESS=view", () => {
  test("shows its board with the way to its code, and a board again for who would rather have it so", async () => {
    const site = await openSiteApp({ access: { mode: "view" } });
    const wall = browser(site);
    const { path, response } = await wall.open("/kiosk?every=10s");
    expect(path).toBe("/kiosk?every=10s");
    expect(await response.text()).toContain(`href="/kiosk/pair?next=%2Fkiosk%3Fevery%3D10s"`);
    const pairing = await wall.open("/kiosk/pair?next=%2Fkiosk");
    const code = /Code: (\d{6})</.exec(await pairing.response.text())![1]!;
    await pair(site, await adminOf(site), code);
    const paired = await wall.open(pairing.path);
    expect(paired.path).toBe("/kiosk");
    expect(await paired.response.text()).not.toContain("/kiosk/pair");
    await site.store.devices.revoke((await site.store.devices.list())[0]!.id);
    const gone = await wall.open("/kiosk");
    expect(gone.path).toBe("/kiosk/pair?next=%2Fkiosk");
    expect(await gone.response.text()).toContain("This screen was taken off the list.");
    const forgotten = await wall.open("/kiosk/pair/forget", form({ next: "/kiosk" }));
    expect([forgotten.path, [...wall.jar.keys()]]).toEqual(["/kiosk", []]);
  });
});

test("the page of a code leads to no other site", async () => {
  const site = await openSiteApp({ access: { mode: "view" } });
  const wall = browser(site);
  const sent = await site.ask("/kiosk/pair/forget", form({ next: "https://evil.example/" }));
  expect(sent.headers.get("location")).toBe("/");
  const { path } = await wall.open("/kiosk/pair?next=%2F%2Fevil.example");
  expect(path).toContain("/kiosk/pair");
});

test("a cookie that was not made here is no secret to wait with", async () => {
  const site = await openSiteApp({ access: { mode: "closed" } });
  const answer = await site.ask("/kiosk/pair", { headers: { ...HTML, cookie: "andon-pairing=short" } });
  expect(cookieOf(answer)).toMatch(/^andon-pairing=[\w-]{43}$/);
});

test("programs pair screens, list them and take them off as a person who is administrator", async () => {
  const site = await openSiteApp({ access: { mode: "closed" } });
  const headers = { ...(await adminOf(site)), "content-type": "application/json" };
  const post = (body: object) =>
    site.ask("/api/v1/devices", { method: "POST", headers, body: JSON.stringify(body) });
  const wall = browser(site);
  const { code } = await wall.code();
  expect((await post({ code: "12345", name: "Wall" })).status).toBe(400);
  expect((await post({ code, name: "Wall", area: "nowhere" })).status).toBe(404);
  expect((await post({ code, name: "Wall", page: "/settings" })).status).toBe(400);
  const made = await post({ code, name: "Wall", may_act: true });
  expect(made.status).toBe(201);
  const device = (await made.json()) as { id: string };
  expect(device).toMatchObject({ name: "Wall", page: "/kiosk", area: null, may_act: true, seen_at: null });
  const list = await site.ask("/api/v1/devices", { headers });
  expect(await list.json()).toMatchObject({ devices: [{ id: device.id, name: "Wall" }] });
  const remove = () => site.ask(`/api/v1/devices/${device.id}`, { method: "DELETE", headers });
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
});
