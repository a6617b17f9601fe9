import { z } from "zod";
import { MACHINE_TYPES } from "../machine/machine";
import { singleLine } from "../site/single_line";
import { weeklySpan } from "../site/weekly";

/** Rules of a plant: each costs a little with every value that concerns it. */
export const RULES_AT_MOST = 1_000;
export const EXPRESSION_AT_MOST = 1_000;
const MACHINES_AT_MOST = 200;
const HOURS_AT_MOST = 14;
const FOR_AT_MOST_SECONDS = 86_400;

export const COMPARISONS = ["above", "at_least", "below", "at_most"] as const;
export type Comparison = (typeof COMPARISONS)[number];

const value = z.number().min(-1e12).max(1e12);
const id = z.string().trim().min(1).max(120);

/** One metric beside one limit. It is back at `clears_at`, or as soon as it no longer compares so. */
const form = z
  .strictObject({
    kind: z.literal("form"),
    metric: z.string().trim().min(1).max(120),
    comparison: z.enum(COMPARISONS),
    limit: value,
    clears_at: value.optional(),
  })
  .refine(
    ({ comparison, limit, clears_at }) => clears_at === undefined || isBeyond(comparison, limit, clears_at),
    {
      path: ["clears_at"],
      error:
        "must be below the limit of a rule that says above or at_least, or above that of one that says below or at_most",
    },
  );
const expression = z.strictObject({
  kind: z.literal("expression"),
  expression: z.string().trim().min(1).max(EXPRESSION_AT_MOST),
});
export type FormCondition = z.output<typeof form>;

const scope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("machines"), ids: z.array(id).min(1).max(MACHINES_AT_MOST) }),
  /** Every machine in an area and in the areas within it; an expression may also be about the area as a whole. */
  z.strictObject({ kind: z.literal("area"), id }),
  z.strictObject({ kind: z.literal("type"), type: z.enum(MACHINE_TYPES) }),
]);
export type RuleScope = z.output<typeof scope>;

/** A rule that people make: what is an alarm, on which machines. */
export const ruleInput = z
  .strictObject({
    name: singleLine(80),
    scope,
    condition: z.discriminatedUnion("kind", [form, expression]),
    /** It has to be so for so long, by at least two values; 0: at once. */
    for_seconds: z.number().nonnegative().max(FOR_AT_MOST_SECONDS).default(0),
    /** The times of the week in which it holds, by the plant's clock; always without any. */
    hours: z.array(weeklySpan).min(1).max(HOURS_AT_MOST).optional(),
    /** The shift of the site in which it holds. */
    shift: singleLine(60).optional(),
    severity: z.enum(["warning", "critical"]).default("warning"),
    /** What is said with the alarm. */
    text: z.string().trim().max(500).default(""),
  })
  .refine(({ hours, shift }) => hours === undefined || shift === undefined, {
    path: ["shift"],
    error: "name either hours or a shift",
  });
export type RuleInput = z.output<typeof ruleInput>;

/** `revision` counts its changes: a changed rule is judged anew. Times in epoch milliseconds. */
export type Rule = RuleInput & { id: string; revision: number; created_at: number; updated_at: number };

/** Whether a value to clear at is on the good side of its limit, or is the limit. */
function isBeyond(comparison: Comparison, limit: number, clearsAt: number): boolean {
  return comparison === "above" || comparison === "at_least" ? clearsAt <= limit : clearsAt >= limit;
}
