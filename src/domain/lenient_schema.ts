import { z } from "zod";
import { quote } from "./quote";

/** An optional field that other programs may also send as null, as Python does with None. */
export const omittable = <S extends z.ZodType>(schema: S) =>
  schema
    .nullish()
    .transform((sent) => sent ?? undefined)
    .optional();

/** An optional field with a default, also where it is sent as null. */
export const orElse = <S extends z.ZodType>(schema: S, fallback: z.output<S>) =>
  schema.nullish().transform((sent) => sent ?? fallback);

const TRUE = ["true", "1", "yes", "on"];
const FALSE = ["false", "0", "no", "off"];

/** Yes or no as other programs write it: true, "True" as Python does, 1. */
export const flag = z.union([z.boolean(), z.number(), z.string()]).transform((sent, context): boolean => {
  const word = String(sent).trim().toLowerCase();
  if (TRUE.includes(word)) return true;
  if (!FALSE.includes(word))
    context.addIssue({ code: "custom", message: `expected true or false, got ${quote(sent, 80)}` });
  return false;
});
