import { type Context, Hono } from "hono";
import { unknownMachinePage } from "./unknown_machine";
import { LimitsPage } from "../../../../views/machines/limits";
import { machineUrl } from "../../../../views/machines/machines";
import type { LimitsTyped } from "../../../../views/machines/limits_form";
import type { SharedLimits } from "../../../cluster/shared_limits";
import type { PlantState } from "../../../live/state/plant_state";
import type { Machine } from "../../../domain/machine/machine";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import { byOf } from "../../access/identify";
import { readForm, pathId } from "../../validation";
import { limitLines, parseLimits, typedLimits } from "./limits_form";
import { refuse } from "../../error_response";
import { type SiteConfig, pageContext } from "../../page_context";

type Deps = {
  siteConfig: SiteConfig;
  machineRegistry: MachineRegistry;
  plantState: Pick<PlantState, "values">;
  limits: Pick<SharedLimits, "get" | "set">;
};

/** The form that sets a machine's limits. It works without script. */
export function limitPageRoutes({ siteConfig, machineRegistry, plantState, limits }: Deps) {
  function page(c: Context, machine: Machine, typed: LimitsTyped, errors: readonly string[] = []) {
    const site = { ...pageContext(siteConfig, c, "plain", "machines"), still: true };
    const theme = site.theme ? `?theme=${site.theme}` : "";
    const url = machineUrl(siteConfig, machine.id);
    return c.html(
      <LimitsPage
        site={site}
        machineId={machine.id}
        machineName={machine.name}
        action={`${url}/limits${theme}`}
        back={url + theme}
        typed={typed}
        errors={errors}
      />,
      errors.length > 0 ? 400 : 200,
    );
  }

  return new Hono()
    .get("/:id/limits", async (c) => {
      const machine = machineRegistry.find(pathId(c));
      if (!machine) return unknownMachinePage(c, siteConfig, pathId(c));
      const read = plantState.values(machine.id).map(({ metric }) => metric);
      return page(c, machine, limitLines(await limits.get(machine.id), read));
    })
    .post("/:id/limits", async (c) => {
      const machine = machineRegistry.find(pathId(c));
      if (!machine) return unknownMachinePage(c, siteConfig, pathId(c));
      // Any other body would parse as a form of empty fields and remove every limit.
      if (
        !/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(
          c.req.header("content-type") ?? "",
        )
      )
        return refuse(
          c,
          415,
          `Limits are sent here as a form; as JSON: PUT /api/v1/machines/${machine.id}/limits`,
        );
      const typed = typedLimits(await readForm(c));
      const parsed = parseLimits(typed);
      if ("errors" in parsed) return page(c, machine, typed, parsed.errors);
      await limits.set(machine.id, parsed, byOf(c));
      const { theme } = pageContext(siteConfig, c, "plain", null);
      return c.redirect(machineUrl(siteConfig, machine.id) + (theme ? `?theme=${theme}` : ""), 303);
    });
}
