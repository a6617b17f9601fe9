import { expect } from "bun:test";
import { z } from "zod";
import { register, report } from "../support/actions";
import type { Client } from "../support/client";
import { cookieOf } from "../support/site_app";

/** A change that a route makes: what has to be there first, the request, and the entry or entries that it leaves. */
export type Change = {
  before?: () => Promise<string>;
  ask(id: string): Promise<Response>;
  leaves: object | readonly object[];
};

const PASSWORD = "correct horse battery";
const PIN = "4711";
const PUMPS = "machine_type;action;within_minutes\npump;Stop it;5\n";
const ADA = { kind: "person", id: expect.any(String), name: "Ada" };
const SIGNED_IN = { action: "session.begin", actor: ADA, subject: expect.stringContaining("person:") };
const made = z.looseObject({ id: z.string() });
const linked = z.looseObject({ link: z.string() });

let count = 0;

const answered = z.looseObject({ id: z.string() });

/** Calls for help: made, each step, and by the page. */
export function callChanges(andon: Client): Record<string, Change | string> {
  const machine = () => register(andon, `Mill-${++count}`);
  const sent = (id: string) => ({ type: "material", machine: id, by: "Ada" });
  const calling = async () =>
    (await andon.post("/api/v1/calls", sent(await machine()), z.looseObject({ call_id: z.string() })))
      .call_id;
  const over = async () => {
    const id = await calling();
    await andon.send("POST", `/api/v1/calls/${id}/cancel`, { by: "Ada" });
    return id;
  };
  const step = (
    name: string,
    action: string,
    after: object,
    { before = calling, body = {} } = {},
  ): Change => ({
    before,
    ask: (id) => andon.send("POST", `/api/v1/calls/${id}/${name}`, { by: "Ada", ...body }),
    leaves: { action, after: { by: "Ada", ...after } },
  });
  const opened = { action: "call.open", before: null, after: { type: "material" } };
  return {
    "api/calls.ts POST /": {
      before: machine,
      ask: (id) => andon.send("POST", "/api/v1/calls", sent(id)),
      leaves: opened,
    },
    "pages/calls/call_page.tsx POST /": {
      before: machine,
      ask: (id) => andon.submit("/call", { machine: id, type: "material" }),
      leaves: opened,
    },
    "api/calls.ts POST /:id/accept": step("accept", "call.accept", { state: "accepted" }),
    "api/calls.ts POST /:id/arrive": step("arrive", "call.arrive", { state: "arrived" }),
    "api/calls.ts POST /:id/resolve": step("resolve", "call.resolve", { state: "resolved" }),
    "api/calls.ts POST /:id/cancel": step("cancel", "call.cancel", { state: "cancelled" }),
    "api/calls.ts POST /:id/reopen": step("reopen", "call.reopen", { state: "open" }, { before: over }),
    "api/calls.ts POST /:id/hand-on": step(
      "hand-on",
      "call.hand_on",
      { type: "quality" },
      { body: { type: "quality" } },
    ),
  };
}

/** The changes of what is shelved, out of service and in maintenance. */
export function suppressionChanges(andon: Client): Record<string, Change | string> {
  const machine = () => register(andon, `Mill-${++count}`);
  const alarm = async () => report(andon, await machine());
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const plan = (id: string) => ({ kind: "maintenance", machine: id, until: inAnHour(), by: "Ada" });
  const planned = async () =>
    (await andon.post("/api/v1/alarms/suppressions", plan(await machine()), answered)).id;
  const shelve = (id: string) => andon.send("POST", `/api/v1/alarms/${id}/shelve`, { for: "1h", by: "Ada" });
  const shelved = async () => {
    const id = await alarm();
    await shelve(id);
    return id;
  };
  const began = (kind: string) => ({ action: "suppression.begin", before: null, after: { kind, by: "Ada" } });
  const ended = (kind: string) => ({
    action: "suppression.end",
    before: { kind },
    after: { ended_at: expect.any(String) },
  });
  return {
    "api/suppressions.ts POST /suppressions": {
      before: machine,
      ask: (id) => andon.send("POST", "/api/v1/alarms/suppressions", plan(id)),
      leaves: began("maintenance"),
    },
    "api/suppressions.ts DELETE /suppressions/:id": {
      before: planned,
      ask: (id) => andon.send("DELETE", `/api/v1/alarms/suppressions/${id}?by=Ada`),
      leaves: { ...ended("maintenance"), after: { ended_by: "Ada" } },
    },
    "api/suppressions.ts POST /:id/shelve": { before: alarm, ask: shelve, leaves: began("shelved") },
    "api/suppressions.ts POST /:id/unshelve": {
      before: shelved,
      ask: (id) => andon.send("POST", `/api/v1/alarms/${id}/unshelve`, { by: "Ada" }),
      leaves: ended("shelved"),
    },
    "pages/alarms/suppressed.tsx POST /": {
      before: machine,
      ask: (id) =>
        andon.submit("/alarms/suppressed", {
          ...{ form: "out_of_service", where: `machine:${id}`, reason: "Bearing", by: "Ada" },
          until: inAnHour().slice(0, 16),
        }),
      leaves: began("out_of_service"),
    },
    "pages/alarms/suppressed.tsx POST /:id/end": {
      before: planned,
      ask: (id) => andon.submit(`/alarms/suppressed/${id}/end`, { by: "Ada" }),
      leaves: ended("maintenance"),
    },
    "pages/alarms/suppressed.tsx POST /:id/unshelve": {
      before: async () => {
        await shelved();
        const { suppressions } = await andon.get(
          "/api/v1/alarms/suppressions",
          z.object({ suppressions: z.array(answered) }),
        );
        return suppressions.at(-1)?.id ?? "";
      },
      ask: (id) => andon.submit(`/alarms/suppressed/${id}/unshelve`, { by: "Ada" }),
      leaves: ended("shelved"),
    },
  };
}

/** The changes of people, tokens, sessions, areas and the site. */
export function settingsChanges(andon: Client): Record<string, Change | string> {
  const add = async (path: string, body: object) => (await andon.post(`/api/v1/${path}`, body, made)).id;
  const person = (login = `ada-${++count}`) => add("people", { name: "Ada", login, role: "operator" });
  const token = () => add("tokens", { name: "Wall", scopes: ["read"] });
  const area = () => add("areas", { name: `Hall ${++count}` });
  const keyFor = async (id: string) =>
    (await andon.post(`/api/v1/people/${id}/link`, undefined, linked)).link.split("key=")[1] ?? "";
  const useLink = (key: string) => andon.submit("/sign-in/link", { key, password: PASSWORD });
  /** Somebody with a password; their sign-in name. */
  async function account() {
    const login = `ada-${++count}`;
    await useLink(await keyFor(await person(login)));
    return login;
  }
  const signIn = (login: string) => andon.submit("/sign-in", { login, password: PASSWORD });
  const signedIn = async () => cookieOf(await signIn(await account()));
  const asThem = (path: string, fields: Record<string, string>) => (cookie: string) =>
    andon.submit(path, fields, { cookie });
  const patch = (path: string, body: object) => andon.send("PATCH", `/api/v1/${path}`, body);

  return {
    "api/people.ts POST /": {
      ask: () => andon.send("POST", "/api/v1/people", { name: "Bo", login: `bo-${++count}`, role: "viewer" }),
      leaves: { action: "person.add", before: null, after: { name: "Bo", role: "viewer" } },
    },
    "api/people.ts PATCH /:id": {
      before: person,
      ask: (id) => patch(`people/${id}`, { role: "engineer", is_active: false }),
      leaves: {
        action: "person.change",
        before: { role: "operator", is_active: true },
        after: { role: "engineer", is_active: false },
      },
    },
    "api/people.ts POST /:id/link": {
      before: person,
      ask: (id) => andon.send("POST", `/api/v1/people/${id}/link`),
      leaves: { action: "person.link", before: null, after: null },
    },
    "api/people.ts POST /:id/erase": {
      before: person,
      ask: (id) => andon.send("POST", `/api/v1/people/${id}/erase`),
      leaves: { action: "person.erase", before: null, after: { erased_as: "former person 1" } },
    },
    "pages/people/people.tsx POST /:id/erase": {
      before: person,
      ask: (id) => andon.submit(`/settings/people/${id}/erase`, {}),
      leaves: { action: "person.erase", after: { erased_as: "former person 2" } },
    },
    "pages/people/people.tsx POST /:id/pin": {
      before: person,
      ask: (id) => andon.submit(`/settings/people/${id}/pin`, { pin: PIN }),
      leaves: { action: "person.pin", before: null, after: { has_pin: true } },
    },
    "pages/people/people.tsx POST /:id/badge": {
      before: person,
      ask: (id) => andon.submit(`/settings/people/${id}/badge`, { badge: `badge-of-${id}` }),
      leaves: { action: "person.badge", before: null, after: { has_badge: true } },
    },
    "pages/people/answer.tsx POST /": {
      before: async () => {
        const id = await person();
        await andon.submit(`/settings/people/${id}/pin`, { pin: PIN });
        return `${await report(andon, await register(andon, `Press-of-${id}`))} ${id}`;
      },
      ask: (both) => {
        const [alarm = "", person = ""] = both.split(" ");
        return andon.submit("/answer", { acknowledge: alarm, person, pin: PIN, back: "/" });
      },
      leaves: { action: "alarm.acknowledge", actor: ADA, after: { by: "Ada" } },
    },
    "pages/people/answer.tsx POST /remember": "a setting of one browser, kept in its cookie",
    "pages/people/people.tsx POST /": {
      ask: () => andon.submit("/settings/people", { name: "Cy", login: `cy-${++count}`, role: "operator" }),
      leaves: [{ action: "person.add", after: { name: "Cy" } }, { action: "person.link" }],
    },
    "pages/people/people.tsx POST /:id": {
      before: person,
      ask: (id) => andon.submit(`/settings/people/${id}`, { role: "viewer" }),
      leaves: { action: "person.change", before: { role: "operator" }, after: { role: "viewer" } },
    },
    "pages/people/people.tsx POST /:id/link": {
      before: person,
      ask: (id) => andon.submit(`/settings/people/${id}/link`, {}),
      leaves: { action: "person.link" },
    },
    "pages/people/one_use_link.tsx POST /sign-in/link": {
      before: async () => keyFor(await person()),
      ask: useLink,
      leaves: [{ action: "person.password", before: null, after: null }, SIGNED_IN],
    },
    "pages/people/sign_in.tsx POST /sign-in": { before: account, ask: signIn, leaves: SIGNED_IN },
    "pages/people/sign_in.tsx POST /sign-out": {
      before: signedIn,
      ask: asThem("/sign-out", {}),
      leaves: { action: "session.end", actor: ADA, before: { address: "127.0.0.1" }, after: null },
    },
    "pages/people/me.tsx POST /password": {
      before: signedIn,
      ask: asThem("/settings/me/password", { current: PASSWORD, password: "another long password" }),
      leaves: [{ action: "person.password", actor: ADA, before: null, after: null }, SIGNED_IN],
    },
    "pages/people/me.tsx POST /pin": {
      before: signedIn,
      ask: asThem("/settings/me/pin", { pin: PIN }),
      leaves: { action: "person.pin", actor: ADA, after: { has_pin: true } },
    },
    "pages/people/me.tsx POST /sessions": {
      before: signedIn,
      ask: asThem("/settings/me/sessions", { end: "all" }),
      leaves: [
        { action: "session.end", actor: ADA },
        { action: "session.end", actor: ADA },
      ],
    },
    "api/tokens.ts POST /": {
      ask: () => andon.send("POST", "/api/v1/tokens", { name: "Press", scopes: ["readings"] }),
      leaves: { action: "token.add", before: null, after: { name: "Press", scopes: ["readings"] } },
    },
    "api/tokens.ts DELETE /:id": {
      before: token,
      ask: (id) => andon.send("DELETE", `/api/v1/tokens/${id}`),
      leaves: { action: "token.revoke", before: { name: "Wall", scopes: ["read"] }, after: null },
    },
    "pages/people/tokens.tsx POST /": {
      ask: () => andon.submit("/settings/tokens", { name: "Wall", scope: "read", days: "30" }),
      leaves: { action: "token.add", after: { name: "Wall", expires_at: expect.any(String) } },
    },
    "pages/people/tokens.tsx POST /:id/revoke": {
      before: token,
      ask: (id) => andon.submit(`/settings/tokens/${id}/revoke`, { revoke: "1" }),
      leaves: { action: "token.revoke" },
    },
    "api/areas.ts POST /": {
      ask: () => andon.send("POST", "/api/v1/areas", { name: "Yard" }),
      leaves: { action: "area.add", before: null, after: { name: "Yard", parent_id: null } },
    },
    "api/areas.ts PATCH /:id": {
      before: area,
      ask: (id) => patch(`areas/${id}`, { name: "Foundry" }),
      leaves: {
        action: "area.change",
        before: { name: expect.stringContaining("Hall") },
        after: { name: "Foundry" },
      },
    },
    "api/areas.ts DELETE /:id": {
      before: area,
      ask: (id) => andon.send("DELETE", `/api/v1/areas/${id}`),
      leaves: { action: "area.remove", before: { parent_id: null }, after: null },
    },
    "pages/settings/area_pages.tsx POST /": {
      ask: () => andon.submit("/settings/areas", { name: "Store" }),
      leaves: { action: "area.add", after: { name: "Store" } },
    },
    "api/catalogue.ts PUT /": {
      ask: () =>
        fetch(`${andon.url}/api/v1/alarms/catalogue`, {
          method: "PUT",
          headers: { "content-type": "text/csv" },
          body: "machine_type,action\npump,Check the oil\n",
        }),
      leaves: {
        action: "guidance.set",
        subject: "guidance:machine_type=pump",
        before: null,
        after: { action: "Check the oil" },
      },
    },
    "pages/alarms/guidance_pages.tsx POST /": {
      ask: () =>
        andon.submit("/alarms/catalogue/guidance?type=pump", {
          scope: "machine_type=pump",
          action: "Listen",
        }),
      leaves: { action: "guidance.set", after: { action: "Listen" } },
    },
    "pages/alarms/import_pages.tsx POST /": {
      before: async () => {
        const shown = await andon.submit("/alarms/catalogue/import", { csv: PUMPS });
        return /name="seen" value="([^"]+)"/.exec(await shown.text())?.[1] ?? "";
      },
      ask: (seen) => andon.submit("/alarms/catalogue/import", { csv: PUMPS, seen }),
      leaves: { action: "guidance.set", after: { action: "Stop it", within_minutes: 5 } },
    },
    "api/site.ts PUT /": {
      ask: () => andon.send("PUT", "/api/v1/site", { currency: "EUR" }),
      leaves: { action: "site.set", before: { currency: null }, after: { currency: "EUR" } },
    },
    "pages/settings/energy_pages.tsx POST /": {
      ask: () => andon.submit("/settings/energy", { currency: "CHF", peak_rate: "0.4", offpeak_rate: "0.2" }),
      leaves: { action: "site.set", after: { currency: "CHF", peak_rate: 0.4 } },
    },
    "pages/settings/alarm_pages.tsx POST /": {
      ask: () => andon.submit("/settings/alarms", { critical: "2", warning: "12", notes: "On my way" }),
      leaves: {
        action: "site.set",
        after: { acknowledged_hours: { critical: 2, warning: 12 }, note_templates: ["On my way"] },
      },
    },
    "pages/settings/shift_pages.tsx POST /": {
      ask: () => andon.submit("/settings/shifts", { form: "holidays", holidays: "2026-12-25 Christmas" }),
      leaves: { action: "site.set", after: { holidays: [{ date: "2026-12-25", name: "Christmas" }] } },
    },
  };
}
