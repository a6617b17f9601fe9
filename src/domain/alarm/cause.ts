import { z } from "zod";
import { COMPARISONS, EXPRESSION_AT_MOST } from "./rule";

const metric = z.string().max(120);
const name = z.string().max(200);
const currency = z.string().max(8);
/** Since when it is so; absent where the alarm tells of one hour of the past. */
const since = { since: z.number().optional() };
const measured = { metric, value: z.number(), ...since };
const state = z.enum(["opened", "continued", "closed"]);
/** The cost of a waste; minutes are null while it goes on. */
const toll = z.object({ kwh: z.number(), cost: z.number(), currency, minutes: z.number().nullable() });

/** Causes of alarms. */
const ALARM_CAUSES = [
  /** Away from what was learned, in per cent (null of an expected zero) and in standard deviations. */
  z.object({
    kind: z.literal("deviation"),
    ...measured,
    expected_value: z.number(),
    deviation_percent: z.number().nullable(),
    deviation_sd: z.number().nullable(),
  }),
  z.object({ kind: z.literal("limit"), ...measured, side: z.enum(["above", "below"]), limit: z.number() }),
  /** Changes faster than its limit, in its unit a minute. */
  z.object({ kind: z.literal("rate"), ...measured, limit_per_minute: z.number() }),
  /** Has not changed for as long as its limit allows. */
  z.object({ kind: z.literal("flat"), ...measured, allowed_minutes: z.number() }),
  /** For as long as a limit allows no value of a metric has come; null: no reading at all. */
  z.object({ kind: z.literal("silence"), metric: metric.nullable(), allowed_minutes: z.number(), ...since }),
  /** The machine itself says that it is at fault. */
  z.object({ kind: z.literal("fault"), mode: name, ...since }),
  z.object({ kind: z.literal("implausible"), ...measured }),
  /** A rule that people made is so: its name and text, with its form or its expression. */
  z.object({
    kind: z.literal("rule"),
    rule_id: name,
    name,
    text: z.string().max(500),
    metric: metric.nullable(),
    value: z.number().nullable(),
    comparison: z.enum(COMPARISONS).optional(),
    limit: z.number().optional(),
    expression: z.string().max(EXPRESSION_AT_MOST).optional(),
    /** The rule is gone: nothing but a person ends the alarm. */
    deleted: z.literal(true).optional(),
    ...since,
  }),
  /** Energy beyond what the baseline expects, and what it is worth; both are below zero where it was less. */
  z.object({
    kind: z.literal("baseline"),
    kwh: z.number(),
    expected_kwh: z.number(),
    cost: z.number(),
    currency,
    ...since,
  }),
] as const;

/** Causes of system alerts, which tell since when they last by themselves. */
const ALERT_CAUSES = [
  /** The plant draws more than its limit in peak hours, most of it by one machine. */
  z.object({
    kind: z.literal("peak_power"),
    state,
    power_kw: z.number(),
    limit_kw: z.number(),
    most_by: name.nullable(),
    toll,
  }),
  /** A machine is idle outside its shift and draws power. */
  z.object({ kind: z.literal("idle_power"), state, machine: name, power_kw: z.number(), toll }),
  /** The energy of a machine is read from this counter from now on. */
  z.object({
    kind: z.literal("energy_source"),
    machine: name,
    metric,
    source: z.enum(["power", "counter", "interval"]),
  }),
  /** Somebody has called the present behaviour of a machine normal. */
  z.object({ kind: z.literal("accepted_as_normal"), by: name, machine: name }),
] as const;

const cause = z.discriminatedUnion("kind", [...ALARM_CAUSES, ...ALERT_CAUSES]);

/**
 * Why an alarm or an alert is, as a kind and its values, never in words: numbers in the unit of the metric, times
 * in epoch milliseconds. `src/words/cause_text.ts` words it where it is drawn or sent.
 */
export type Cause = z.infer<typeof cause>;
export type AlarmCause = z.infer<(typeof ALARM_CAUSES)[number]>;

/** Words a cause in one language. @param machineId whose metric settings hold */
export type WordCause = (cause: Cause, machineId: string | null) => string;

/** A cause as it was stored or sent; undefined for anything else: other programs may send any under this name. */
export function causeIn(sent: unknown): Cause | undefined {
  return sent === undefined || sent === null ? undefined : cause.safeParse(sent).data;
}
