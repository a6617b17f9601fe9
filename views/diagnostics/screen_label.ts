import type { Screen } from "../../src/domain/screen";
import { text } from "../../src/words/text";

/** The name of a screen for people: as it is paired, its own name, or else the first characters of its id. */
export function screenLabel({ id, name, paired }: Pick<Screen, "id" | "name" | "paired">): string {
  return paired || name || text.screens.unnamed(id.slice(0, 4).toUpperCase());
}
