import { expect } from "bun:test";
import { reportedAnswer } from "../../support/answers";
import type { Role } from "../../../src/people/actor";
import { cookieOf, form, openSiteApp, type SiteApp } from "../../support/site_app";

export const PASSWORD = "correct horse battery";
export const HTML = { accept: "text/html" };
export const JSON_TYPE = { "content-type": "application/json" };

type Options = Parameters<typeof openSiteApp>[0];

/** A plant where everybody may look, as it is attacked; with no base path unless it is named. */
export const openPlant = (options: Options = {}) =>
  openSiteApp({ ...options, access: { mode: "view", ...options?.access } });

/** Somebody with an account, and what their browser sends along once they have signed in. */
export type Insider = { id: string; login: string; headers: { cookie: string } };

/** Adds somebody who has signed in. */
export async function insider(site: SiteApp, login: string, role: Role): Promise<Insider> {
  const { id } = await site.store.people.add({ name: login, login, role });
  await site.store.people.setPassword(id, PASSWORD);
  const secret = await site.store.sessions.begin(id, { address: "192.0.2.7", agent: "" }, undefined);
  return { id, login, headers: { cookie: `andon-session=${secret}` } };
}

export const signIn = (
  { ask }: Pick<SiteApp, "ask">,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
  from?: string,
) => ask("/sign-in", form({ login: "ada", password: PASSWORD, ...fields }, headers), from);

/** The status with which somebody sees their own page: 200 when these headers are somebody's. */
export async function statusOfMe({ ask }: Pick<SiteApp, "ask">, headers: Record<string, string>) {
  return (await ask("/settings/me", { headers })).status;
}

export const sessionIn = (answer: Response) =>
  /(?:__Host-)?andon-session[^=]*=[^;]+/.exec(cookieOf(answer))?.[0] ?? "";

export const send = (
  { ask }: Pick<SiteApp, "ask">,
  method: string,
  path: string,
  body: object,
  headers: Record<string, string> = {},
) => ask(path, { method, body: JSON.stringify(body), headers: { ...JSON_TYPE, ...headers } });

/** How many changes the audit log holds. */
export async function changesIn({ store }: SiteApp): Promise<number> {
  return (await store.audit.list({ limit: 1 }))[0]?.n ?? 0;
}

/** An alarm that waits to be answered; its id. */
export async function openAlarm(site: SiteApp): Promise<string> {
  const { secret } = await site.store.tokens.add({ name: "Gateway", scopes: ["readings"], expires_at: null });
  const found = { anomaly_type: "spike", severity: "critical", detected_at: new Date().toISOString() };
  const bearer = { authorization: `Bearer ${secret}` };
  const answer = await send(
    site,
    "POST",
    "/api/v1/anomaly/create",
    { machine_id: "Press-1", ...found },
    bearer,
  );
  expect(answer.status).toBe(201);
  return reportedAnswer.parse(await answer.json()).anomaly_id;
}

/** How often each status came. */
export function tally(statuses: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
