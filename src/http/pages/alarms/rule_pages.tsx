import { type Context, Hono } from "hono";
import { RuleFormPage } from "../../../../views/rules/rule_form";
import type { RuleTyped } from "../../../../views/rules/rule_typed";
import { RulesPage } from "../../../../views/rules/rules";
import { reasonOf } from "../../../domain/reason";
import { isAllowed } from "../../../people/permissions";
import { placeOf } from "../../../rules/expression";
import { Conflict } from "../../../store/errors";
import { text } from "../../../words/text";
import { actorOf, byOf } from "../../access/identify";
import { refuse } from "../../error_response";
import { ErrorPage } from "../../../../views/layout/error";
import { pageContext, type SiteConfig } from "../../page_context";
import { checkInput, draftOf, knownMetrics, refusalText } from "../../rule_requests";
import { type RuleStateDeps, ruleStates } from "../../rule_states";
import { isForm, pathUuid, readForm } from "../../validation";
import { type ShownTest, shownTest, type TestDeps } from "./rule_test";
import { formOf, NEW_RULE, parseRule, typedRule } from "./rule_form";

const words = text.rules;

type Deps = RuleStateDeps & TestDeps & { siteConfig: SiteConfig };
/** What a form is answered with: its errors, each with its place in the expression, or a back-test. */
type Answer = { problems?: readonly string[]; at?: number; test?: ShownTest };

/** The pages of the rules that people make. All work without script. */
export function rulePageRoutes(deps: Deps) {
  const { siteConfig, rules } = deps;
  return new Hono()
    .get("/", (c) => listPage(c, deps))
    .get("/new", (c) => formPage(c, deps, undefined, NEW_RULE))
    .post("/new", (c) => answerForm(c, deps, undefined))
    .get("/:id", async (c) => {
      await rules.refresh();
      const rule = rules.inForce().rules.find(({ rule }) => rule.id === pathUuid(c))?.rule;
      return rule ? formPage(c, deps, rule.id, formOf(rule)) : unknownRule(c, siteConfig);
    })
    .post("/:id", (c) => answerForm(c, deps, pathUuid(c)));
}

function unknownRule(c: Context, siteConfig: SiteConfig) {
  const site = pageContext(siteConfig, c, "plain", "anomalies");
  return c.html(<ErrorPage site={site} status={404} sentence={words.unknown} />, 404);
}

const mayChange = (c: Context, { access }: SiteConfig) => isAllowed(actorOf(c), "configure", access.mode);

async function listPage(c: Context, deps: Deps) {
  const { siteConfig, rules, machineRegistry, site } = deps;
  await Promise.all([rules.refresh(), site.refresh()]);
  const context = { ...pageContext(siteConfig, c, "plain", "anomalies"), still: true };
  return c.html(
    <RulesPage
      site={context}
      rules={rules.inForce().rules.map(({ rule }) => rule)}
      states={await ruleStates(deps, context.now)}
      machines={machineRegistry.all()}
      areas={site.areas()}
      mayChange={mayChange(c, siteConfig)}
    />,
  );
}

async function formPage(
  c: Context,
  deps: Deps,
  id: string | undefined,
  typed: RuleTyped,
  answer: Answer = {},
  status: 200 | 400 | 409 = 200,
) {
  const { siteConfig, machineRegistry, site } = deps;
  await site.refresh();
  const context = { ...pageContext(siteConfig, c, "plain", "anomalies"), still: true };
  return c.html(
    <RuleFormPage
      site={context}
      id={id}
      typed={typed}
      machines={machineRegistry.all().filter(({ is_active }) => is_active)}
      areas={site.areas().all()}
      shifts={site.inForce().shifts.shifts.map(({ name }) => name)}
      metrics={[...knownMetrics(deps)].toSorted()}
      mayChange={mayChange(c, siteConfig)}
      problems={answer.problems ?? []}
      problemAt={answer.at === undefined ? undefined : placeOf(typed.expression, answer.at)}
      test={answer.test}
    />,
    status,
  );
}

async function answerForm(c: Context, deps: Deps, id: string | undefined) {
  if (!isForm(c)) return refuse(c, 415, "Send a form here; as JSON: POST /api/v1/alarms/rules");
  const { rules, siteConfig } = deps;
  const form = await readForm(c, { all: true });
  const list = () => {
    const { theme } = pageContext(siteConfig, c, "plain", null);
    return c.redirect(`${siteConfig.base}/alarms/rules${theme ? `?theme=${theme}` : ""}`, 303);
  };
  if (form.do === "delete" && id !== undefined)
    return (await rules.remove(id, byOf(c))) ? list() : unknownRule(c, siteConfig);
  const typed = typedRule(form);
  const parsed = parseRule(typed);
  if ("problems" in parsed) return formPage(c, deps, id, typed, { problems: parsed.problems }, 400);
  const checked = await checkInput(deps, parsed.input);
  if ("refusals" in checked) return formPage(c, deps, id, typed, refusedBy(checked.refusals, typed), 400);
  if (form.do === "test") return formPage(c, deps, id, typed, await tested(deps, checked.input));
  const { input } = checked;
  const by = byOf(c);
  const saving = id === undefined ? rules.add(input, by) : rules.change(id, input, by);
  const saved = await saving.catch(conflictIn);
  if (saved instanceof Conflict) return formPage(c, deps, id, typed, { problems: [saved.message] }, 409);
  return saved ? list() : unknownRule(c, siteConfig);
}

/** @throws anything but a contradiction */
function conflictIn(error: unknown): Conflict {
  if (error instanceof Conflict) return error;
  throw error;
}

type Refusals = Extract<Awaited<ReturnType<typeof checkInput>>, { refusals: unknown }>["refusals"];

/** The errors, and where the first one is in the expression. */
function refusedBy(refusals: Refusals, { expression }: RuleTyped): Answer {
  const placed = refusals.find(({ line }) => line !== undefined);
  const problems = refusals.map(refusalText);
  if (placed?.line === undefined || placed.column === undefined) return { problems };
  const before = expression.split("\n").slice(0, placed.line - 1);
  return { problems, at: before.reduce((sum, line) => sum + line.length + 1, 0) + placed.column - 1 };
}

async function tested(deps: Deps, input: Parameters<typeof draftOf>[0]): Promise<Answer> {
  try {
    const test = await deps.backTest(draftOf(input));
    return test ? { test: await shownTest(deps, draftOf(input), test) } : { problems: [words.backTest.busy] };
  } catch (error) {
    return { problems: [words.backTest.failed(reasonOf(error))] };
  }
}
