import { setText } from "../page/text";

export type Status = "connecting" | "live" | "reconnecting" | "offline";

/** The part of the link that the corner of the page shows in words. */
export type Shown = {
  status: Status;
  /** The last poll was answered; only then may the words say that polling refreshes the page. */
  isPolling?: boolean;
  /** Server time since when the event bus is away; null: it works; undefined: as the page was drawn. */
  busAwaySince?: number | null;
};

/**
 * Shows the link in the corner of the page, in the words of its data-text attributes, and marks the document
 * with it.
 */
export function showStatus(corner: HTMLElement, { status, isPolling, busAwaySince }: Shown) {
  const { dataset, ownerDocument: document } = corner;
  dataset.state = document.documentElement.dataset.link = status;
  if (busAwaySince !== undefined) dataset.bus = busAwaySince === null ? "ok" : "away";
  if (typeof busAwaySince === "number") {
    const timezone = document.querySelector<HTMLElement>("#clock")?.dataset.timezone;
    const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: timezone });
    dataset.textAway = dataset.textBusAway?.replace("{time}", time.format(busAwaySince));
  }
  const away = status === "live" && dataset.bus === "away" ? dataset.textAway : undefined;
  const polling = status === "reconnecting" && isPolling ? dataset.textPolling : undefined;
  const text = away ?? polling ?? corner.getAttribute(`data-text-${status}`) ?? status;
  setText(corner.querySelector("[data-words]"), text);
}
