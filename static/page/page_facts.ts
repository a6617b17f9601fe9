import type { Find } from "./find";
import { setText } from "./text";
import type { ClientReport } from "./client_report";
import { readCursor } from "../connection/cursor";
import type { LinkState } from "../connection/link";

/** Writes facts that this page knows best itself into `#page-facts`, which only the diagnostics page has. */
export function showPageFacts(find: Find, { frameAt, losses }: LinkState, report: ClientReport) {
  const list = find("#page-facts");
  if (!list) return;
  const facts = {
    name: report.label(),
    link: find("#link-status [data-words]")?.textContent,
    lag: report.lag(),
    frame: ((performance.now() - frameAt) / 1000).toFixed(1),
    losses: String(losses),
    cursor: readCursor(find),
    lit: list.dataset[isSecureContext ? "textSecure" : "textInsecure"],
  };
  for (const [name, text] of Object.entries(facts))
    if (text) setText(list.querySelector(`[data-fact="${name}"]`), text);
}
