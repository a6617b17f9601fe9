import type { Context } from "hono";
import { type Listed, SuppressedPage } from "../../../../views/alarms/suppressed";
import { nextSpan } from "../../../alarms/suppression/spans";
import type { Suppression } from "../../../alarms/suppression/suppression";
import type { Alarm } from "../../../domain/alarm/alarm";
import { plantDateTime } from "../../../domain/plant_time";
import { HOUR_MS } from "../../../domain/time_units";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import type { PlantState } from "../../../live/state/plant_state";
import { type Action, isAllowed } from "../../../people/permissions";
import { actorOf } from "../../access/identify";
import type { SuppressionDeps } from "../../api/suppressions";
import { pageContext, type SiteConfig } from "../../page_context";
import type { TypedPlan } from "./suppression_form";

const ROWS_AT_MOST = 200;

export type PageDeps = SuppressionDeps & {
  siteConfig: SiteConfig;
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
  plantState: Pick<PlantState, "shown">;
};
type Refused = { typed?: TypedPlan; problem: string };

/** Draws the page, with what was wrong with a form if anything. @param action where its forms are sent */
export function suppressedPage(deps: PageDeps, action: string) {
  const { siteConfig, store, site, machineRegistry } = deps;
  const { timezone } = siteConfig.plant;

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
        action={action}
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

  return page;
}

/** "2026-11-28T14:30" in plant time, as a field of a form holds it. */
const localMinute = (at: number, timezone: string) =>
  plantDateTime(at, timezone).toString({ smallestUnit: "minute" });
