import { text } from "../../src/words/text";

/** What people call a screen: its name, or the beginning of what the page made up for itself. */
export function screenLabel({ id, name }: { id: string; name: string | null }): string {
  return name || text.screens.unnamed(id.slice(0, 4).toUpperCase());
}
