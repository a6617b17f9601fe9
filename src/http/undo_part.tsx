import type { Context } from "hono";
import { UndoStrip } from "../../views/layout/undo_strip";
import { swap } from "../live/frame";
import type { SiteConfig } from "./page_context";
import { undoOfferOf } from "./undo_offer";

/** What an answer from a page's script gets back: the offer to take it back, or an empty place. */
export function undoPart(c: Context, { managing }: Pick<SiteConfig, "managing">): string {
  return swap("#undo", String(<UndoStrip offer={undoOfferOf(c)} css={managing.css} />));
}
