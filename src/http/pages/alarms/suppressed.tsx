import { type Context, Hono } from "hono";
import { type Listed, SuppressedPage } from "../../../../views/alarms/suppressed";
import { nextSpan } from "../../../alarms/suppression/spans";
import type { Suppression } from "../../../alarms/suppression/suppression";
import type { Alarm } from "../../../domain/alarm/alarm";
import { plantDateTime } from "../../../domain/plant_time";
import { HOUR_MS } from "../../../domain/time_units";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { PlantState } from "../../../live/state/plant_state";
import { type Action, isAllowed } from "../../../people/permissions";
import { Conflict } from "../../../store/errors";
import { text } from "../../../words/text";
import { answeringAs } from "../../access/answering_as";
import { actorOf, byOf } from "../../access/identify";
import { NOBODY } from "../../alarm_actions";
import type { SuppressionDeps } from "../../api/suppressions";
import { refuse } from "../../error_response";
import { pageContext, type SiteConfig } from "../../page_context";
import { suppressionOf } from "../../suppression_request";
import { isForm, pathId, readForm } from "../../validation";
import { typedText } from "../settings/site_form";
import { parsePlan, type TypedPlan, typedPlan } from "./suppression_form";

const ROWS_AT_MOST = 200;

type Deps = SuppressionDeps & {
  siteConfig: SiteConfig;
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  plantState: Pick<PlantState, "shown">;
};
type Refused = { typed?: TypedPlan; problem: string };

/** What is suppressed, by whom, why and until when; and where machines are taken out of service. It works without script. */
export function suppressedRoutes(deps: Deps) {
  const { siteConfig, store, site, machineRegistry } = deps;
  const { timezone } = siteConfig.plant;
  const url = `${siteConfig.base}/alarms/suppressed`;

  async function page(c: Context, refused?: Refused, status: 200 | 400 | 404 | 409 = 200) {
    await site.refresh();
    const context = { ...pageContext(siteConfig, c, "list", "anomalies"), still: true };
    const [all, alarms] = await Promise.all([
      store.suppressions.current(),
      store.alarms.list({ suppressed: true, limit: ROWS_AT_MOST }),
    ]);
    const may = (action: Action) => isAllowed(actorOf(c), action, siteConfig.access.mode);
    return c.html(
      <SuppressedPage
        site={context}
        action={url}
        listed={all.map((each) => listedOf(each, alarms, context.now))}
        alarms={alarms.map((alarm) => deps.plantState.shown(alarm, context.now))}
        machines={machineRegistry.all().filter(({ is_active }) => is_active)}
        areas={site.areas().all()}
        mayPlan={may("configure")}
        mayShelve={may("answer")}
        typed={refused?.typed ?? (await fromAlarm(c, context.now))}
        problem={refused?.problem}
      />,
      status,
    );
  }

  function listedOf(suppression: Suppression, alarms: readonly Alarm[], now: number): Listed {
    const { id, machine_id, area_id } = suppression;
    const machine = machine_id === null ? undefined : (machineRegistry.find(machine_id)?.name ?? null);
    const area = area_id === null ? undefined : (site.areas().path(area_id) ?? null);
    const count = alarms.filter(({ suppressed }) => suppressed?.id === id).length;
    return { suppression, machine, area, span: nextSpan(suppression, now), alarms: count };
  }

  /** The form that an alarm fills in: an hour of maintenance of its machine from now on. */
  async function fromAlarm(c: Context, now: number): Promise<TypedPlan | undefined> {
    const alarm = await store.alarms.find(c.req.query("alarm") ?? "");
    if (!alarm?.machine_id) return undefined;
    const [from, until] = [now, now + HOUR_MS].map((at) => localMinute(at, timezone));
    const times = { from: from ?? "", until: until ?? "" };
    const span = { days: [], from: "", to: "" };
    return {
      form: "maintenance",
      where: `machine:${alarm.machine_id}`,
      metric: "",
      ...times,
      reason: "",
      span,
    };
  }

  function back(c: Context) {
    const { theme } = pageContext(siteConfig, c, "plain", null);
    return c.redirect(url + (theme ? `?theme=${theme}` : ""), 303);
  }

  async function whoAsks(c: Context, form: Record<string, unknown>) {
    const given = typedText(form, "by") || pageContext(siteConfig, c, "plain", null).answersAs;
    return answeringAs(c, given) ?? { by: NOBODY };
  }

  /** Ends one; `isAllowedKind` says of which kind it may be here. */
  async function end(c: Context, isAllowedKind: (kind: Suppression["kind"]) => boolean) {
    if (!isForm(c))
      return refuse(c, 415, "Send a form here; as JSON: DELETE /api/v1/alarms/suppressions/{id}");
    const form = await readForm(c);
    const found = (await store.suppressions.current()).find(({ id }) => id === pathId(c));
    // Somebody else, or time, was quicker: the page that follows says so.
    if (!found) return back(c);
    if (!isAllowedKind(found.kind)) return refuse(c, 409, text.suppression.problem.notShelved(found.id));
    try {
      await store.suppressions.end(found.id, await whoAsks(c, form), byOf(c), form.this_time !== undefined);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return page(c, { problem: error.message }, 409);
    }
    return back(c);
  }

  return new Hono()
    .get("/", (c) => page(c))
    .post("/", async (c) => {
      if (!isForm(c)) return refuse(c, 415, "Send a form here; as JSON: POST /api/v1/alarms/suppressions");
      const form = await readForm(c);
      const typed = typedPlan(form);
      const sent = parsePlan(typed, timezone);
      if ("problem" in sent) return page(c, { typed, ...sent }, 400);
      await site.refresh();
      const who = await whoAsks(c, form);
      const asked = suppressionOf(sent, deps, { ...who, at: siteConfig.now(), timezone });
      if ("problem" in asked) return page(c, { typed, ...asked }, 400);
      if ("unknown" in asked) return page(c, { typed, problem: text.suppression.problem.where }, 404);
      await store.suppressions.add(asked, byOf(c));
      return back(c);
    })
    .post("/:id/end", (c) => end(c, () => true))
    .post("/:id/unshelve", (c) => end(c, (kind) => kind === "shelved"));
}

/** "2026-11-28T14:30" in plant time, as a field of a form holds it. */
const localMinute = (at: number, timezone: string) =>
  plantDateTime(at, timezone).toString({ smallestUnit: "minute" });
