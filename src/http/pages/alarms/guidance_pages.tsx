import { type Context, Hono } from "hono";
import { GuidancePage } from "../../../../views/alarms/guidance_page";
import { nearestFirst } from "../../../alarms/catalogue/lookup";
import { guidanceKey, type GuidanceScope } from "../../../domain/alarm/guidance";
import type { GuidanceSubject } from "../../../domain/alarm/guidance_in_force";
import { cut } from "../../../domain/text";
import { isAllowed } from "../../../people/permissions";
import { Conflict } from "../../../store/errors";
import { guidanceScopeText } from "../../../words/guidance_text";
import { actorOf, byOf } from "../../access/identify";
import { changeCatalogue } from "../../catalogue";
import { refuse } from "../../error_response";
import { pageContext } from "../../page_context";
import { isForm, readForm } from "../../validation";
import type { CataloguePageDeps } from "./catalogue_pages";
import { parseGuidance, typedGuidance, typedIn, type TypedGuidance } from "./guidance_form";

const WORD_AT_MOST = 120;

type Refused = { key: string; typed: TypedGuidance; problem: string };

/** The page on which it is written what to do about an alarm, for each of its scopes. It works without script. */
export function guidancePageRoutes(deps: CataloguePageDeps) {
  const { siteConfig, guidance } = deps;

  function page(c: Context, refused?: Refused, status: 200 | 400 | 409 = 200) {
    const subject = subjectAsked(c, deps);
    return c.html(
      <GuidancePage
        site={{
          ...pageContext(siteConfig, c, "plain", "anomalies"),
          pageCss: siteConfig.catalogueCss,
          still: true,
        }}
        action={addressOf(siteConfig.base, subject)}
        parts={partsOf(deps, subject, refused)}
        problem={refused?.problem}
        mayEdit={isAllowed(actorOf(c), "configure", siteConfig.access.mode)}
      />,
      status,
    );
  }

  return new Hono()
    .get("/", async (c) => {
      await guidance.refresh();
      return page(c);
    })
    .post("/", async (c) => {
      // Any other body would parse as a form of empty fields, which removes the guidance.
      if (!isForm(c)) return refuse(c, 415, "Send a form here; by a program: PUT /api/v1/alarms/catalogue");
      const form = await readForm(c);
      const { typed, scope } = typedIn(form);
      if (!scope) return refuse(c, 400, "scope: names no alarms");
      const key = guidanceKey(scope);
      const parsed = form.remove === undefined ? parseGuidance(typed) : { guidance: null };
      if ("problem" in parsed) return page(c, { key, typed, problem: parsed.problem }, 400);
      await guidance.refresh();
      const change = { scope, before: writtenFor(deps, scope) ?? null, after: parsed.guidance };
      try {
        await changeCatalogue(deps, { guidance: [change], limits: [] }, byOf(c));
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        return page(c, { key, typed, problem: error.message }, 409);
      }
      const { theme } = pageContext(siteConfig, c, "plain", null);
      const address = addressOf(siteConfig.base, subjectAsked(c, deps));
      return c.redirect(theme ? `${address}&theme=${theme}` : address, 303);
    });
}

/** The alarm that an address names, by its machine, metric and rule. */
function subjectAsked(c: Context, { machineRegistry }: CataloguePageDeps): GuidanceSubject {
  const asked = (name: string) => cut(c.req.query(name) ?? "", WORD_AT_MOST) || undefined;
  const machine = machineRegistry.find(asked("machine") ?? "");
  const machine_type = machine?.type ?? asked("type");
  return { machine_id: machine?.id, machine_type, metric: asked("metric"), rule: asked("rule") };
}

function addressOf(base: string, { machine_id, machine_type, metric, rule }: GuidanceSubject): string {
  const named = { machine: machine_id, type: machine_id ? undefined : machine_type, metric, rule };
  const asked = Object.entries(named).flatMap(([name, word]): [string, string][] =>
    word ? [[name, word]] : [],
  );
  return `${base}/alarms/catalogue/guidance?${new URLSearchParams(asked)}`;
}

function writtenFor({ guidance }: CataloguePageDeps, scope: GuidanceScope) {
  const key = guidanceKey(scope);
  return guidance.entries().find((entry) => guidanceKey(entry.scope) === key)?.guidance;
}

/** The scopes of an alarm, the nearest first, each with what is written for it and what was typed. */
function partsOf(deps: CataloguePageDeps, subject: GuidanceSubject, refused: Refused | undefined) {
  const machineName = (id: string) => deps.machineRegistry.find(id)?.name;
  const nearest = deps.guidance.find(subject);
  return nearestFirst(subject).map((scope) => {
    const key = guidanceKey(scope);
    const written = writtenFor(deps, scope);
    return {
      ...{ key, written, name: guidanceScopeText(scope, machineName) },
      typed: refused?.key === key ? refused.typed : typedGuidance(written),
      isNearest: nearest !== undefined && guidanceKey(nearest.scope) === key,
    };
  });
}
