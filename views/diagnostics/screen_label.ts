import { text } from "../../src/words/text";

/** The name of a screen for people: its own name, or else the first characters of its id. */
export function screenLabel({ id, name }: { id: string; name: string | null }): string {
  return name || text.screens.unnamed(id.slice(0, 4).toUpperCase());
}
