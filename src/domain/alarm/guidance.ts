import { z } from "zod";
import { MACHINE_TYPES } from "../machine/machine";
import { hasNoNul } from "../machine/reading";

const TEXT_AT_MOST = 1000;
const ACTION_AT_MOST = 300;
const LINK_AT_MOST = 500;
const WEEK_MINUTES = 10_080;
const NO_NUL = "contains U+0000, which no text here may hold";

/** Programs write null, and forms "", for a field that they leave out. */
const optional = <T>(schema: z.ZodType<T>) =>
  z
    .union([z.literal("").transform(() => undefined), schema])
    .nullish()
    .transform((value) => value ?? undefined);
/** Lines end as the database and every spreadsheet keep them. */
const tidy = (text: string) => text.toWellFormed().replace(/\r\n?/g, "\n").trim();
const words = (longest: number) =>
  optional(
    z
      .string()
      .overwrite(tidy)
      .max(longest)
      .refine(hasNoNul, NO_NUL)
      .transform((text) => text || undefined),
  );

/** What a browser would follow as a script, or as a file of its own machine, is no link. */
function isWebAddress(link: string): boolean {
  const protocol = URL.parse(link)?.protocol;
  return (protocol === "http:" || protocol === "https:") && !/[\s\p{Cc}]/u.test(link);
}

const fields = {
  cause: words(TEXT_AT_MOST),
  consequence: words(TEXT_AT_MOST),
  action: words(ACTION_AT_MOST),
  within_minutes: optional(z.number().int().min(1).max(WEEK_MINUTES)),
  link: optional(
    z
      .string()
      .trim()
      .max(LINK_AT_MOST)
      .refine(isWebAddress, "must be an address that begins with http:// or https://"),
  ),
};

/** What to do about an alarm: its likely cause, what follows if nobody acts, the action, and by when. */
export type Guidance = {
  cause?: string;
  consequence?: string;
  action?: string;
  within_minutes?: number;
  link?: string;
};
export const GUIDANCE_FIELDS = Object.keys(fields) as (keyof Guidance)[];

/** Fields that are empty are left out; their order is always the same. */
export const guidance = z
  .strictObject(fields)
  .transform((sent): Guidance =>
    Object.fromEntries(
      GUIDANCE_FIELDS.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]])),
    ),
  );

/** Guidance without a word is none. */
export const isEmptyGuidance = (asked: Guidance) => Object.keys(asked).length === 0;

const machine_id = z.string().min(1).max(120).refine(hasNoNul, NO_NUL);
const metric = z.string().min(1).max(80).refine(hasNoNul, NO_NUL);
const rule = z.string().min(1).max(120).refine(hasNoNul, NO_NUL);

/** The alarms that guidance is for: a machine, a metric of it (a limit), a rule, a metric, a type of machines. */
export const guidanceScope = z
  .strictObject({
    machine_id: machine_id.optional(),
    machine_type: z.enum(MACHINE_TYPES).optional(),
    metric: metric.optional(),
    rule: rule.optional(),
  })
  .refine((scope) => Object.values(scope).some((part) => part !== undefined), {
    path: ["metric"],
    message: "name a machine, a type of machines, a metric or a rule",
  })
  .refine(({ machine_id, machine_type }) => machine_id === undefined || machine_type === undefined, {
    path: ["machine_type"],
    message: "name a machine or a type of machines, not both",
  })
  .refine(({ rule, ...others }) => rule === undefined || Object.values(others).every((part) => !part), {
    path: ["rule"],
    message: "a rule stands alone, without a machine, a type or a metric",
  });
export type GuidanceScope = z.output<typeof guidanceScope>;

export type GuidanceEntry = { scope: GuidanceScope; guidance: Guidance };

const SCOPE_PARTS = ["machine_id", "machine_type", "metric", "rule"] as const;

/** A scope as one text, in addresses and as a key: "machine_type=pump&metric=power_kw". */
export function guidanceKey(scope: GuidanceScope): string {
  const parts = SCOPE_PARTS.flatMap((name) => {
    const part = scope[name];
    return part === undefined ? [] : [`${name}=${encodeURIComponent(part.toWellFormed())}`];
  });
  return parts.join("&");
}

/** The scope of a key; undefined for a text that is none. */
export function scopeOfKey(key: string): GuidanceScope | undefined {
  return guidanceScope.safeParse(Object.fromEntries(new URLSearchParams(key))).data;
}
