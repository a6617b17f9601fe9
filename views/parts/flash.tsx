import { text } from "../text";
import { screenLabel } from "./screen_label";

/** What a screen shows when somebody looks for it; the style sheet takes it away after ten seconds. */
export function Flash({ screen }: { screen: { id: string; name: string | null } }) {
  return (
    <p class="found">
      <b>{screenLabel(screen)}</b> <span>{text.screens.found}</span>
    </p>
  );
}
