import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { type Rule, ruleInput } from "../../../domain/alarm/rule";
import { iso } from "../../../domain/iso";
import type { BackTest } from "../../../judging/back_test/back_test";
import { text } from "../../../words/text";
import { byOf } from "../../access/identify";
import { refuse, refuseConflict } from "../../error_response";
import { checkInput, draftOf, refusalText, type RuleRefusal } from "../../rule_requests";
import { type RuleState, ruleStates, type RuleStateDeps } from "../../rule_states";
import { body, pathUuid } from "../../validation";

type Deps = RuleStateDeps & { siteConfig: { now(): number } };

/** The rules that people make: what is an alarm. */
export function ruleRoutes(deps: Deps) {
  const { rules, siteConfig } = deps;

  async function all() {
    await rules.refresh();
    const states = await ruleStates(deps, siteConfig.now());
    return rules.inForce().rules.map(({ rule }) => ruleJson(rule, states.get(rule.id)));
  }

  async function one(c: Context, id: string, status: 200 | 201 = 200) {
    const rule = (await all()).find((each) => each.id === id);
    return rule ? c.json(rule, status) : unknownRule(c, id);
  }

  return new Hono()
    .get("/", describeRoute({ summary: "The rules, each with its state" }), async (c) => c.json(await all()))
    .post("/", describeRoute({ summary: "Add a rule" }), body(ruleInput), async (c) => {
      const checked = await checkInput(deps, c.req.valid("json"));
      if ("refusals" in checked) return refuseRule(c, checked.refusals);
      const { id } = await rules.add(checked.input, byOf(c));
      return one(c, id, 201);
    })
    .post(
      "/back-test",
      describeRoute({
        summary: "How often a rule would have alarmed in the last 30 days; nothing is stored",
      }),
      body(ruleInput),
      async (c) => {
        const checked = await checkInput(deps, c.req.valid("json"));
        if ("refusals" in checked) return refuseRule(c, checked.refusals);
        const tested = await deps.backTest(draftOf(checked.input));
        return tested ? c.json(backTestJson(tested)) : refuse(c, 503, text.rules.backTest.busy);
      },
    )
    .get("/:id", describeRoute({ summary: "One rule" }), (c) => one(c, pathUuid(c)))
    .put(
      "/:id",
      describeRoute({ summary: "Replace a rule: it is judged anew" }),
      body(ruleInput),
      async (c) => {
        const checked = await checkInput(deps, c.req.valid("json"));
        if ("refusals" in checked) return refuseRule(c, checked.refusals);
        const rule = await rules.change(pathUuid(c), checked.input, byOf(c));
        return rule ? one(c, rule.id) : unknownRule(c, pathUuid(c));
      },
    )
    .delete(
      "/:id",
      describeRoute({ summary: "Delete a rule; its open alarms wait for a person" }),
      async (c) =>
        (await rules.remove(pathUuid(c), byOf(c))) ? c.body(null, 204) : unknownRule(c, pathUuid(c)),
    )
    .onError(refuseConflict);
}

const unknownRule = (c: Context, id: string) =>
  refuse(c, 404, `There is no rule ${JSON.stringify(id)}: GET /api/v1/alarms/rules lists them`);

function refuseRule(c: Context, refusals: readonly RuleRefusal[]) {
  const sentences = refusals.map((refusal) => `${refusal.field}: ${refusalText(refusal)}`);
  return refuse(c, 400, sentences.join("; "), [...refusals]);
}

function ruleJson({ created_at, updated_at, ...rule }: Rule, state: RuleState | undefined) {
  return { ...rule, created_at: iso(created_at), updated_at: iso(updated_at), state };
}

function backTestJson({ from, to, alarms, machines, ...rest }: BackTest) {
  return {
    ...rest,
    from: iso(from),
    to: iso(to),
    count: alarms.length,
    alarms: alarms.map((alarm) => ({ ...alarm, from: iso(alarm.from), to: iso(alarm.to) })),
    machines: machines.map(({ raw_from, ...machine }) => ({ ...machine, raw_from: iso(raw_from) })),
  };
}
