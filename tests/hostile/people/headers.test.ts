import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { form, PROXY, type SiteApp } from "../../support/site_app";
import { HTML, insider, openPlant, signIn } from "./plant";

setDefaultTimeout(SLOW_MACHINE_MS);

const CLAIMS = {
  "x-forwarded-for": "203.0.113.1",
  "x-real-ip": "203.0.113.2",
  forwarded: "for=203.0.113.3;proto=https;host=evil.example",
  "true-client-ip": "203.0.113.4",
  "cf-connecting-ip": "203.0.113.5",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "https",
  "x-forwarded-port": "443",
  "x-original-url": "/settings/people",
  "x-rewrite-url": "/settings/people",
};

/** From where the last sign-in came, as the audit log has it. */
async function lastAddress({ store }: SiteApp) {
  return (await store.audit.list({ limit: 1 }))[0]?.address;
}

describe("the address of who asks", () => {
  test("is the peer's own, whatever one says whom nobody trusts", async () => {
    const site = await openPlant();
    await insider(site, "ada", "viewer");
    expect((await signIn(site, {}, CLAIMS, "198.51.100.9")).status).toBe(303);
    expect(await lastAddress(site)).toBe("198.51.100.9");
  });

  test.each([
    ["203.0.113.1", "203.0.113.1"],
    ["203.0.113.1:51234", "203.0.113.1"],
    ["[2001:db8::7]:51234", "2001:db8::7"],
    ["10.0.0.1, 127.0.0.1, 203.0.113.1", "203.0.113.1"],
    ["203.0.113.9, 203.0.113.1, 10.0.0.1", "203.0.113.1"],
    ["203.0.113.1,", PROXY],
    ["unknown", PROXY],
    ["203.0.113.1, <script>alert(1)</script>", PROXY],
    [`${"10.0.0.2, ".repeat(5000)}203.0.113.1`, "203.0.113.1"],
    ["x".repeat(60_000), PROXY],
    ["", PROXY],
  ])("behind a trusted proxy that says %j is the last one that is none of its own", async (said, address) => {
    const site = await openPlant();
    await insider(site, "ada", "viewer");
    expect((await signIn(site, {}, { "x-forwarded-for": said }, PROXY)).status).toBe(303);
    expect(await lastAddress(site)).toBe(address);
  });

  test("said twice is the last one: a proxy adds its line after those that came", async () => {
    const site = await openPlant();
    await insider(site, "ada", "viewer");
    const sent = form({ login: "ada", password: "correct horse battery" });
    const headers = new Headers(sent.headers);
    headers.append("x-forwarded-for", "203.0.113.9");
    headers.append("x-forwarded-for", "203.0.113.1");
    expect((await site.ask("/sign-in", { ...sent, headers }, PROXY)).status).toBe(303);
    expect(await lastAddress(site)).toBe("203.0.113.1");
  });
});

describe("https", () => {
  const cookieFrom = async (headers: Record<string, string>, from: string) => {
    const site = await openPlant();
    await insider(site, "ada", "viewer");
    return (await signIn(site, {}, headers, from)).headers.getSetCookie()[0] ?? "";
  };

  test("is not what a peer claims whom nobody trusts", async () => {
    expect(await cookieFrom(CLAIMS, "198.51.100.9")).toStartWith("andon-session=");
    expect(await cookieFrom({ "x-forwarded-proto": "https" }, PROXY)).toStartWith("__Host-andon-session="); // the guard
  });

  test.each(["http, https", "httpsx", "", "ftp"])(
    "is not what a trusted proxy does not say: %j",
    async (said) => {
      expect(await cookieFrom({ "x-forwarded-proto": said }, PROXY)).toStartWith("andon-session=");
    },
  );
});

describe("the name of this server", () => {
  test("in links of one use, codes and the way to the provider is not what a peer claims", async () => {
    const site = await openPlant();
    const root = await insider(site, "root", "administrator");
    const ada = await insider(site, "ada", "viewer");
    const { "x-forwarded-for": _, ...claims } = CLAIMS;
    for (const from of ["198.51.100.9", "192.0.2.7"]) {
      const link = await site.ask(
        `/settings/people/${ada.id}/link`,
        form({}, { ...root.headers, ...claims }),
        from,
      );
      const code = await site.ask("/kiosk/pair", { headers: { ...HTML, ...claims } }, from);
      for (const page of [await link.text(), await code.text()]) expect(page).not.toContain("evil.example");
    }
    const api = await site.ask(
      `/api/v1/people/${ada.id}/link`,
      { method: "POST", headers: { ...root.headers, ...claims } },
      "198.51.100.9",
    );
    expect(((await api.json()) as { link: string }).link).toStartWith(
      "http://127.0.0.1:8080/sign-in/link?key=",
    );
  });

  test.each([
    [
      { "x-forwarded-host": "andon.plant, evil.example", "x-forwarded-proto": "https" },
      "https://andon.plant",
    ],
    [{ "x-forwarded-host": "andon.plant/x?y=", "x-forwarded-proto": "https" }, "https://andon.plant"],
    [{ "x-forwarded-host": "evil.example@andon.plant", "x-forwarded-proto": "https" }, "https://andon.plant"],
    [{ "x-forwarded-host": "andon.plant", "x-forwarded-proto": "javascript" }, "http://127.0.0.1:8080"],
    [{ "x-forwarded-host": "a b", "x-forwarded-proto": "https" }, "http://127.0.0.1:8080"],
    [{}, "http://127.0.0.1:8080"],
  ])("in a link, behind a trusted proxy that says %j, is %s", async (said, home) => {
    const site = await openPlant();
    const root = await insider(site, "root", "administrator");
    // Over https the cookie has another name; both are of the same session.
    const cookie = `${root.headers.cookie}; __Host-${root.headers.cookie}`;
    const headers = { cookie, ...said } as Record<string, string>;
    const answer = await site.ask(`/api/v1/people/${root.id}/link`, { method: "POST", headers }, PROXY);
    expect(((await answer.json()) as { link: string }).link).toStartWith(`${home}/sign-in/link?key=`);
  });

  test("is none of the world's, and no path hides behind a header", async () => {
    const site = await openPlant();
    for (const host of ["evil.example", "evil.example:8080", "127.0.0.1.evil.example"])
      expect([host, (await site.ask("/api/v1/plant", { headers: { host } })).status]).toEqual([host, 421]);
    const page = await site.ask("/", { headers: { ...HTML, ...CLAIMS } });
    expect(await page.text()).not.toContain("evil.example");
    expect((await site.ask("/api/v1/people", { headers: CLAIMS })).status).toBe(401);
  });
});

describe("/metrics", () => {
  test.each<[string, Record<string, string>, string]>([
    ["a peer that says it is this machine", { "x-forwarded-for": "127.0.0.1" }, "198.51.100.9"],
    ["a proxy of this machine that nobody trusts", { "x-forwarded-for": "127.0.0.1" }, "127.0.0.1"],
    ["a proxy of this machine that says only the name", { "x-forwarded-host": "andon.plant" }, "127.0.0.1"],
    ["a proxy of this machine that says only https", { "x-forwarded-proto": "https" }, "::1"],
    ["a proxy of this machine that says only that it is one", { via: "1.1 proxy" }, "127.0.0.1"],
    [
      "a trusted proxy, for a client that looks like this machine",
      { "x-forwarded-for": "127.0.0.1.evil" },
      PROXY,
    ],
  ])("is not told to %s", async (_, headers, from) => {
    const site = await openPlant();
    expect((await site.ask("/metrics", { headers }, from)).status).toBe(401);
    expect((await site.ask("/metrics", {}, "127.0.0.1")).status).toBe(200); // the guard
  });
});
