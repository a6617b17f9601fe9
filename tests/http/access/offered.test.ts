import { expect, setDefaultTimeout, test } from "bun:test";
import { ROUTE_ACTIONS } from "../../../src/http/access/route_actions";
import { type Actor, ANONYMOUS, ROLES } from "../../../src/people/actor";
import { ACCESS_MODES, type Action, isAllowed } from "../../../src/people/permissions";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { EVERY_PAGE } from "../../support/page_paths";
import { openSiteApp, type SiteApp } from "../../support/site_app";
import { parsePage } from "../../support/views";

/*
 * Every page, read by everybody, under every ACCESS: each link and each button on it leads to something that its reader
 * may do. What is refused is not offered, or stands disabled beside the role that it needs.
 */

setDefaultTimeout(SLOW_MACHINE_MS);

const PAGES = [
  ...EVERY_PAGE.filter((path) => path !== "/docs"),
  "/machines?register=1",
  "/sign-in",
  "/settings/me",
  "/settings/people",
  "/settings/tokens",
  "/settings/devices",
];

/** Forms whose buttons stand in rows that are the same for every reader: a class of the page hides them. */
const HIDDEN_BY: Record<string, string> = {
  answer: "no-answer",
  find: "no-find",
  "cancel-training": "no-cancel-training",
};

type Offer = { method: string; path: string };
type Reader = { headers: Record<string, string>; actor: Actor };

async function readersOf({ store }: SiteApp): Promise<Record<string, Reader>> {
  const readers: Record<string, Reader> = { nobody: { headers: {}, actor: ANONYMOUS } };
  for (const role of ROLES) {
    const { id, name } = await store.people.add({ name: role, login: role, role });
    const secret = await store.sessions.begin(id, { address: "192.0.2.7", agent: "test" }, undefined);
    readers[role] = {
      headers: { cookie: `andon-session=${secret}` },
      actor: { kind: "person", id, name, role },
    };
  }
  return readers;
}

async function offersOf(site: SiteApp, path: string, headers: Record<string, string>) {
  const page = await site.ask(path.replace("{id}", site.machine.id), {
    headers: { ...headers, accept: "text/html" },
  });
  return page.status === 200 ? offersIn(await page.text()) : undefined;
}

/** What a page leads to: its links, and the addresses of its forms that have a button to press. */
function offersIn(html: string): Offer[] {
  const document = parsePage(html);
  const links = [...document.querySelectorAll("a[href]")].map((link) => ({
    method: "GET",
    path: link.getAttribute("href") ?? "",
  }));
  const hidden = Object.keys(HIDDEN_BY).filter((id) => document.body.classList.contains(HIDDEN_BY[id]!));
  const forms = [...document.querySelectorAll("form")].filter((form) => {
    if (form.id in HIDDEN_BY) return !hidden.includes(form.id);
    return [...form.querySelectorAll("button")].some(
      (button) => button.closest("fieldset[disabled]") === null,
    );
  });
  const sent = forms.map((form) => ({
    method: (form.getAttribute("method") ?? "get").toUpperCase(),
    path: form.getAttribute("action") ?? "",
  }));
  return [...links, ...sent].filter(({ path }) => path.startsWith("/"));
}

/** What an address does, by the table of routes; a path that is there literally comes first. */
function actionOf({ method, path }: Offer): Action | undefined {
  const [bare = ""] = path.split(/[?#]/);
  const routes = Object.entries(ROUTE_ACTIONS).toSorted(([a], [b]) => parameters(a) - parameters(b));
  return routes.find(([route]) =>
    new RegExp(`^${route.replace(/:\w+/g, "[^/]+")}$`).test(`${method} ${bare}`),
  )?.[1];
}

const parameters = (route: string) => route.split(":").length;

for (const mode of ACCESS_MODES)
  test(`with ACCESS=${mode} no page offers its reader what they may not do`, async () => {
    const site = await openSiteApp({ access: { mode } });
    await site.store.areas.add({ name: "Hall 1" });
    const readers = await readersOf(site);
    const wrong: string[] = [];
    const changes: Record<string, number> = {};
    for (const [who, { headers, actor }] of Object.entries(readers))
      for (const path of PAGES)
        for (const offer of (await offersOf(site, path, headers)) ?? []) {
          const action = actionOf(offer);
          // An address of no route, such as a file, is only looked at.
          const isRight = isAllowed(actor, action ?? "look", mode);
          if (!isRight) wrong.push(`${who} on ${path}: ${offer.method} ${offer.path} (${action})`);
          if (offer.method === "POST") changes[who] = (changes[who] ?? 0) + 1;
        }
    expect(wrong).toEqual([]);
    // The guard: buttons are found, and more of them by whoever may more.
    expect(changes.administrator).toBeGreaterThan(15);
    if (mode !== "open") expect(changes.engineer).toBeGreaterThan(changes.viewer ?? 0);
    if (mode !== "open") expect(changes.administrator).toBeGreaterThan(changes.engineer ?? 0);
  });

test("a form that is only to read says which role it needs, and shows what is set", async () => {
  const site = await openSiteApp({ access: { mode: "view" } });
  const limit = { metric: "power_kw", severity: "warning", high: 80 } as const;
  await site.core.limits.set(site.machine.id, { metrics: [limit] });
  const { viewer, nobody } = await readersOf(site);
  const needs: Record<string, string> = {
    [`/machines/${site.machine.id}/limits`]: "engineer",
    [`/machines/${site.machine.id}?edit=1`]: "engineer",
    "/settings/metrics": "engineer",
    "/settings/areas": "administrator",
    "/settings/shifts": "administrator",
    "/settings/energy": "administrator",
  };
  for (const [path, role] of Object.entries(needs)) {
    const read = async ({ headers }: Reader) => parsePage(await (await site.ask(path, { headers })).text());
    const page = await read(viewer!);
    expect([path, page.querySelector("[data-needs]")?.getAttribute("data-needs")]).toEqual([path, role]);
    expect([path, page.querySelector("[data-needs] a")]).toEqual([path, null]);
    const unknown = await read(nobody!);
    expect([path, unknown.querySelector("[data-needs] a")?.getAttribute("href")]).toEqual([path, "/sign-in"]);
  }
  const limits = await site.ask(`/machines/${site.machine.id}/limits`, { headers: viewer!.headers });
  expect(await limits.text()).toMatch(/<fieldset[^>]* disabled[^]*name="high.0" value="80"/);
});

test("a page whose reader may not look asks for nothing that would be refused, and loads itself anew over no form", async () => {
  const site = await openSiteApp({ access: { mode: "closed" } });
  const page = parsePage(await (await site.ask("/sign-in")).text());
  expect(page.querySelector("#login")).not.toBeNull();
  for (const live of ["#socket", "#catch-up", "#link-status"])
    expect([live, page.querySelector(live)]).toEqual([live, null]);
  const open = await openSiteApp({ access: { mode: "view" } });
  expect(parsePage(await (await open.ask("/sign-in")).text()).querySelector("#socket")).not.toBeNull();
});
