import { expect, test } from "bun:test";
import { z } from "zod";
import type { Role } from "../../src/people/actor";
import { parsePage } from "../support/views";
import { freshUrl, onEachDatabase } from "../support/store";
import { cookieOf, form, openSiteApp } from "../support/site_app";
import { reportedAnswer } from "../support/answers";

const NOW = Date.parse("2026-11-23T09:00:00Z"); // a Monday, in the shift that the site has by itself
const MINUTE = 60_000;
const PASSWORD = "correct horse battery";

const suppressionAnswer = z.looseObject({
  id: z.string(),
  in_force: z.boolean(),
  anomaly_ids: z.array(z.string()),
});
const listAnswer = z.object({ suppressions: z.array(suppressionAnswer) });
const activeAnswer = z.looseObject({
  total_count: z.number(),
  anomalies: z.array(z.looseObject({ id: z.string() })),
});

async function opened(access: "open" | "view" = "open") {
  const clock = { now: NOW };
  const fresh = await freshUrl();
  // The app is closed after the test, when a file of its own would be gone.
  const url = fresh.startsWith("sqlite") ? "sqlite://:memory:" : fresh;
  const site = await openSiteApp({ url, now: () => clock.now, access: { mode: access } });
  const { ask, store, machine } = site;

  async function json(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    return ask(`/api/v1${path}`, { method, headers: { ...type, ...headers }, ...init });
  }

  async function report(headers: Record<string, string> = {}): Promise<string> {
    const found = { anomaly_type: "spike", severity: "critical", metric_name: "power_kw" };
    const detected_at = new Date(clock.now).toISOString();
    const answer = await json(
      "POST",
      "/anomaly/create",
      { machine_id: machine.id, detected_at, ...found },
      headers,
    );
    return reportedAnswer.parse(await answer.json()).anomaly_id;
  }

  /** Lets time pass, and the leader's job look. */
  async function pass(ms: number) {
    clock.now += ms;
    await store.suppressions.advance();
  }

  async function signedIn(login: string, role: Role): Promise<Record<string, string>> {
    const { id } = await store.people.add({ name: login, login, role });
    await store.people.setPassword(id, PASSWORD);
    return { cookie: cookieOf(await ask("/sign-in", form({ login, password: PASSWORD }))) };
  }

  const listed = async () =>
    listAnswer.parse(await (await json("GET", "/alarms/suppressions")).json()).suppressions;
  const active = async () => activeAnswer.parse(await (await json("GET", "/anomaly/active")).json());
  const page = async (path = "/alarms/suppressed", headers = {}) =>
    parsePage(await (await ask(path, { headers })).text());
  return { ...site, json, report, pass, signedIn, listed, active, page, clock };
}

onEachDatabase(() => {
  test("shelve one alarm: suppressed look, listed, over after its time, judged anew", async () => {
    const site = await opened();
    const id = await site.report();
    const answer = await site.ask("/anomalies/answer", form({ shelve: `15m ${id}`, by: "Ana" }));
    expect(answer.status).toBe(302);
    const row = async () => (await site.page("/")).querySelector(`[data-anomaly-id="${id}"]`);
    expect((await row())?.getAttribute("data-state")).toBe("suppressed");
    expect((await row())?.querySelector(".state")?.textContent).toBe("Shelved until 09:15 by Ana");
    expect((await site.active()).total_count).toBe(0);
    const [one] = await site.listed();
    expect(one).toMatchObject({
      kind: "shelved",
      by: "Ana",
      in_force: true,
      anomaly_ids: [id],
      metric: "power_kw",
    });
    const list = await site.page();
    expect(list.querySelector("[data-suppression]")?.textContent).toContain("Press-1");
    expect(list.querySelector(`#anomaly-rows > [data-anomaly-id="${id}"]`)).not.toBeNull();
    await site.pass(15 * MINUTE);
    expect((await row())?.getAttribute("data-state")).toBe("new");
    expect(await site.active()).toMatchObject({ total_count: 1, anomalies: [{ id }] });
    expect(await site.listed()).toEqual([]);
    expect((await site.page()).querySelector("[data-suppression]")).toBeNull();
  });

  test("shelving ends with the shift, and before it by the one button of its line", async () => {
    const site = await opened();
    const id = await site.report();
    const shelved = await site.json("POST", `/alarms/${id}/shelve`, { for: "shift", by: "Ana" });
    expect(await shelved.json()).toMatchObject({
      suppressed: { kind: "shelved", until: "2026-11-23T17:00:00.000Z" },
    });
    const end = (await site.page()).querySelector("[data-suppression] form")?.getAttribute("action") ?? "";
    expect(end).toEndWith("/unshelve");
    expect((await site.ask(end, form({ by: "Bo" }))).status).toBe(303);
    expect((await site.active()).total_count).toBe(1);
  });

  test("out of service needs a machine, a reason and a day of return; maintenance a place and a time", async () => {
    const site = await opened();
    const asked = async (body: object) => {
      const answer = await site.json("POST", "/alarms/suppressions", { by: "Ana", ...body });
      return [answer.status, ((await answer.json()) as { error?: { message: string } }).error?.message];
    };
    const until = new Date(NOW + 60 * MINUTE).toISOString();
    expect(await asked({ kind: "out_of_service", machine: "Press-1", until })).toEqual([
      400,
      expect.stringContaining("why"),
    ]);
    expect(await asked({ kind: "out_of_service", machine: "Press-1", reason: "Oil" })).toEqual([
      400,
      expect.any(String),
    ]);
    expect(await asked({ kind: "out_of_service", machine: "Nobody", reason: "Oil", until })).toEqual([
      404,
      expect.any(String),
    ]);
    expect(await asked({ kind: "maintenance", until })).toEqual([
      400,
      expect.stringContaining("machine or an area"),
    ]);
    expect(await asked({ kind: "shelved", machine: "Press-1", until })).toEqual([400, expect.any(String)]);
    const past = new Date(NOW - 1).toISOString();
    expect(await asked({ kind: "maintenance", machine: "Press-1", until: past })).toEqual([
      400,
      expect.any(String),
    ]);
    expect(await asked({ kind: "out_of_service", machine: "Press-1", reason: "Oil", until })).toEqual([
      201,
      undefined,
    ]);
    const weekly = { days: ["sun"], from: "02:00", to: "04:00" };
    expect(await asked({ kind: "maintenance", machine: "Press-1", weekly })).toEqual([201, undefined]);
    expect((await site.listed()).map(({ in_force }) => in_force)).toEqual([true, false]);
  });

  test("maintenance is planned from an alarm on a form that knows its machine, and without script", async () => {
    const site = await opened();
    const id = await site.report();
    const page = await site.page(`/alarms/suppressed?alarm=${id}`);
    const chosen = page.querySelector("#plan option[selected]")?.getAttribute("value") ?? "";
    expect(chosen).toBe(`machine:${site.machine.id}`);
    const [from, until] = ["from", "until"].map(
      (name) => page.querySelector(`#plan [name=${name}]`)?.getAttribute("value") ?? "",
    );
    expect([from, until]).toEqual(["2026-11-23T09:00", "2026-11-23T10:00"]);
    const fields = {
      form: "maintenance",
      where: chosen,
      from: from ?? "",
      until: until ?? "",
      reason: "Oil",
      by: "Ana",
    };
    expect((await site.ask("/alarms/suppressed", form(fields))).status).toBe(303);
    expect(await site.store.alarms.find(id)).toMatchObject({
      suppressed: { kind: "maintenance", by: "Ana" },
    });
    const refused = await site.ask("/alarms/suppressed", form({ ...fields, until: "" }));
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain("Say until when");
  });

  test("an operator shelves and ends that; only an engineer plans, and ends what was planned", async () => {
    const site = await opened("view");
    const [operator, engineer] = [
      await site.signedIn("olga", "operator"),
      await site.signedIn("eva", "engineer"),
    ];
    const id = await site.report(engineer);
    const status = async (answer: Promise<Response>) => (await answer).status;
    const planned = {
      kind: "maintenance",
      machine: "Press-1",
      until: new Date(NOW + 60 * MINUTE).toISOString(),
    };
    expect(await status(site.json("POST", "/alarms/suppressions", planned, operator))).toBe(403);
    expect(await status(site.json("POST", `/alarms/${id}/shelve`, { for: "1h" }, operator))).toBe(200);
    expect(await site.listed()).toMatchObject([{ by: "olga" }]);
    expect(await status(site.json("POST", `/alarms/${id}/unshelve`, undefined, operator))).toBe(200);
    expect(await status(site.json("POST", "/alarms/suppressions", planned, engineer))).toBe(201);
    const [one] = await site.listed();
    const end = `/alarms/suppressions/${one?.id}`;
    expect(await status(site.json("DELETE", end, undefined, operator))).toBe(403);
    // The form that an operator may send ends shelved alarms, and nothing else.
    const sneaked = site.ask(`/alarms/suppressed/${one?.id}/unshelve`, form({}, operator));
    expect(await status(sneaked)).toBe(409);
    expect(await status(site.json("DELETE", end, undefined, engineer))).toBe(204);
    expect(await site.listed()).toEqual([]);
    const page = await site.page("/alarms/suppressed", operator);
    expect(page.querySelector("form [name=where]")).toBeNull();
    const entries = (await site.store.audit.list({ after: 0, limit: 200 })).filter(({ subject }) =>
      subject.startsWith("suppression:"),
    );
    expect(entries.map(({ action, actor_name }) => [action, actor_name])).toEqual([
      ["suppression.begin", "olga"],
      ["suppression.end", "olga"],
      ["suppression.begin", "eva"],
      ["suppression.end", "eva"],
    ]);
  });

  test("erasing a person takes their name out of what they suppressed", async () => {
    const site = await opened("view");
    const olga = await site.signedIn("olga", "operator");
    const id = await site.report(await site.signedIn("eva", "engineer"));
    await site.json("POST", `/alarms/${id}/shelve`, { for: "1h" }, olga);
    const person = (await site.store.people.list()).find(({ name }) => name === "olga");
    await site.store.people.add({ name: "Adam", login: "adam", role: "administrator" });
    await site.store.personalData.erase(person?.id ?? "", (n) => `former person ${n}`);
    expect(await site.store.alarms.find(id)).toMatchObject({ suppressed: { by: "former person 1" } });
    expect(JSON.stringify(await site.listed())).not.toContain("olga");
    expect(JSON.stringify(await site.store.events.pending(100))).not.toContain("olga");
  });

  test("a shelving is ended also where maintenance lasts longer", async () => {
    const site = await opened();
    const id = await site.report();
    const { suppressions, alarms } = site.store;
    await suppressions.add({
      ...{
        kind: "maintenance",
        machine_id: site.machine.id,
        area_id: null,
        metric: null,
        anomaly_type: null,
      },
      ...{ begins_at: NOW, until: NOW + 600 * MINUTE, weekly: null, timezone: "UTC", reason: null },
      ...{ by: "Eva", by_id: null },
    });
    expect((await site.json("POST", `/alarms/${id}/shelve`, { for: "1h", by: "Ana" })).status).toBe(200);
    expect(await alarms.find(id)).toMatchObject({ suppressed: { kind: "maintenance" } });
    expect((await site.json("POST", `/alarms/${id}/unshelve`, { by: "Ana" })).status).toBe(200);
    expect((await suppressions.current()).map(({ kind }) => kind)).toEqual(["maintenance"]);
    expect((await site.json("POST", `/alarms/${id}/unshelve`, { by: "Ana" })).status).toBe(409);
  });

  test("an alarm that is over cannot be shelved, and one that is not shelved cannot be given back", async () => {
    const site = await opened();
    const id = await site.report();
    const status = async (answer: Promise<Response>) => (await answer).status;
    expect(await status(site.json("POST", `/alarms/${id}/unshelve`, { by: "Ana" }))).toBe(409);
    await site.json("PUT", `/anomaly/${id}/resolve`, { by: "Ana" });
    expect(await status(site.json("POST", `/alarms/${id}/shelve`, { for: "1h", by: "Ana" }))).toBe(409);
    expect(await status(site.json("POST", "/alarms/nobody/shelve", { for: "1h", by: "Ana" }))).toBe(404);
    expect(await status(site.json("POST", `/alarms/${id}/shelve`, { for: "ever", by: "Ana" }))).toBe(400);
    expect(await status(site.json("DELETE", "/alarms/suppressions/nobody"))).toBe(404);
  });
});
