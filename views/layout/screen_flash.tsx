import { text } from "../../src/words/text";
import { screenLabel } from "../diagnostics/screen_label";

/** What a screen shows when somebody looks for it; it goes after ten seconds, or at a touch (static/found.ts). */
export function Flash({ screen }: { screen: { id: string; name: string | null } }) {
  return (
    <p class="found">
      <b>{screenLabel(screen)}</b> <span>{text.screens.found}</span>
    </p>
  );
}
