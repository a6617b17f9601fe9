import { cut } from "../domain/text";

const SHOWN_CHARACTERS = 60;

/** A value as an error message quotes it, cut to a readable length. */
export function quoted(value: unknown): string {
  const text =
    typeof value === "object" && value !== null ? "an object" : (JSON.stringify(value) ?? String(value));
  return text.length <= SHOWN_CHARACTERS ? text : `${cut(text, SHOWN_CHARACTERS)}…`;
}
