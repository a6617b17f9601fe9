import { quote } from "../domain/quote";

const SHOWN_CHARACTERS = 60;

/** A value as an error message quotes it, cut to a readable length. */
export function quoted(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : quote(value, SHOWN_CHARACTERS);
}
