import type { Screen } from "../../src/domain/screen";
import { text } from "../../src/words/text";
import { screenLabel } from "../diagnostics/screen_label";

/** The overlay on a screen that somebody looks for. It disappears after ten seconds, or at a touch. */
export function Flash({ screen }: { screen: Pick<Screen, "id" | "name" | "paired"> }) {
  return (
    <p class="found">
      <b>{screenLabel(screen)}</b> <span>{text.screens.found}</span>
    </p>
  );
}
