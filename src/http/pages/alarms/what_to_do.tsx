import { Hono } from "hono";
import { WhatToDoPage } from "../../../../views/alarms/what_to_do";
import { GuidanceText, whatToDoId } from "../../../../views/shared/alarm/guidance";
import { guidanceFor } from "../../../domain/alarm/guidance_in_force";
import { cut } from "../../../domain/text";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import { swap } from "../../../live/frame";
import type { Store } from "../../../store/store";
import { guidanceScopeText } from "../../../words/guidance_text";
import { text } from "../../../words/text";
import { pageContext, type SiteConfig } from "../../page_context";

const ID_AT_MOST = 120;

type Deps = {
  siteConfig: SiteConfig;
  machineRegistry: Pick<MachineRegistry, "find">;
  /** Finds an alarm by its id. */
  alarm(id: string): ReturnType<Store["alarms"]["find"]>;
};

/** What to do about an alarm: put into its row, and without script on a page of its own. */
export function whatToDoRoutes({ siteConfig, machineRegistry, alarm: find }: Deps) {
  const machineName = (id: string) => machineRegistry.find(id)?.name;
  return new Hono().get("/", async (c) => {
    const id = cut(c.req.query("alarm") ?? "", ID_AT_MOST);
    const alarm = await find(id);
    const entry = alarm && guidanceFor(alarm);
    if (c.req.header("hx-request") === "true") {
      const html = entry ? String(<GuidanceText guidance={entry.guidance} />) : text.guidance.none;
      return c.html(swap(`#${whatToDoId(id)}`, html, "innerHTML"));
    }
    const site = pageContext(siteConfig, c, "plain", "anomalies");
    const scope = entry && guidanceScopeText(entry.scope, machineName);
    return c.html(<WhatToDoPage site={site} alarm={alarm} entry={entry} scope={scope} />, alarm ? 200 : 404);
  });
}
