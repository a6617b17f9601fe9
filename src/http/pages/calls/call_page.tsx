import { type Context, Hono } from "hono";
import { CallPage } from "../../../../views/calls/call_page";
import { ErrorPage } from "../../../../views/layout/error";
import type { Store } from "../../../store/store";
import { NO_PLACE, type PlaceToCall } from "../../../../views/calls/place";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { callBody, callerOf, callOf, type CallPlaces, callTypes } from "../../call_request";
import { refuse } from "../../error_response";
import { pageContext, type SiteConfig } from "../../page_context";
import { readForm } from "../../validation";

export type CallPageDeps = CallPlaces & {
  siteConfig: SiteConfig;
  store: { calls: Pick<Store["calls"], "open" | "waiting"> };
  site: { refresh(): Promise<void> };
  now(): number;
  newId(): string;
};

/**
 * The page that calls for help: first the place, unless its address names one, then a large button for each type. It works
 * without script.
 */
export function callPageRoutes(deps: CallPageDeps) {
  const { siteConfig, store } = deps;

  async function show(c: Context, place: PlaceToCall) {
    const site = { ...pageContext(siteConfig, c, "plain", null), still: place.kind === "none" };
    const calls = place.kind === "none" ? [] : await callsAt(deps, place);
    const types = callTypes().map((type) => ({ type, id: deps.newId() }));
    return c.html(
      <CallPage site={site} place={place} types={types} calls={calls} choices={choicesOf(deps)} />,
    );
  }

  return new Hono()
    .get("/", async (c) => {
      const place = await placeNamed(deps, c.req.query());
      if ("sentence" in place) {
        const site = pageContext(siteConfig, c, "plain", null);
        return c.html(<ErrorPage site={site} status={404} sentence={place.sentence} />, 404);
      }
      return show(c, place);
    })
    .post("/", async (c) => {
      const { machine, area, ...form } = (await readForm(c)) as Record<string, string>;
      const parsed = callBody.safeParse({ ...form, ...(machine ? { machine } : { area }) });
      if (!parsed.success) return refuse(c, 400, parsed.error.issues[0]?.message ?? text.unknown);
      const by = callerOf(c, parsed.data.by);
      const asked = callOf(parsed.data, deps, { ...by, now: deps.now(), newId: deps.newId });
      if (!("id" in asked)) return refuse(c, 400, "problem" in asked ? asked.problem : text.calls.unknown);
      await store.calls.open(asked, byOf(c));
      const back = new URLSearchParams(machine ? { machine } : { area: area ?? "" });
      return c.redirect(`${siteConfig.base}/call?${back}`, 303);
    });
}

/** The place that the address names. */
async function placeNamed(
  { machineRegistry, site }: CallPageDeps,
  { machine, area }: Record<string, string>,
): Promise<PlaceToCall | { sentence: string }> {
  if (machine) {
    const found = machineRegistry.find(machine);
    if (!found?.is_active) return { sentence: text.noSuchMachine(machine) };
    return { kind: "machine", id: found.id, name: found.name };
  }
  if (!area) return NO_PLACE;
  if (!site.areas().find(area)) await site.refresh().catch(() => {});
  const found = site.areas().find(area);
  return found ? { kind: "area", id: found.id, name: found.path } : { sentence: text.noSuchArea(area) };
}

async function callsAt({ store }: CallPageDeps, { kind, id }: PlaceToCall) {
  const waiting = await store.calls.waiting();
  return waiting.filter((call) => (kind === "machine" ? call.machine_id : call.area_id) === id);
}

function choicesOf({ machineRegistry, site }: CallPageDeps) {
  const machines = machineRegistry.all().filter(({ is_active }) => is_active);
  return { machines, areas: site.areas().all() };
}
