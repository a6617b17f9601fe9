import { setText } from "../page/text";

export type Status = "connecting" | "live" | "reconnecting" | "offline";

/** The part of the link that the corner of the page shows in words. */
export type Shown = {
  status: Status;
  /** The last poll was answered; only then may the words say that polling refreshes the page. */
  isPolling?: boolean;
  /** Sockets that did not open, one after the other, while polls were answered. */
  refusals?: number;
  /** Of the last beat; undefined: as the page was drawn. */
  bus?: string;
  warning?: string | null;
};

/** No restart of a server: something on the way passes no sockets. */
export const REFUSALS_MEAN_POLLED = 3;

/**
 * Shows the link in the corner of the page, in the words of its data-text attributes, and marks the document
 * with it.
 */
export function showStatus(corner: HTMLElement, shown: Shown) {
  const { dataset, ownerDocument: document } = corner;
  const { status, bus } = shown;
  dataset.state = document.documentElement.dataset.link = status;
  if (bus) {
    dataset.bus = bus;
    dataset.warning = shown.warning ?? "";
  }
  const warning = status === "live" && dataset.warning;
  setText(
    corner.querySelector("[data-words]"),
    warning || corner.getAttribute(`data-text-${wordsFor(shown)}`)!,
  );
}

function wordsFor({ status, isPolling, refusals = 0 }: Shown): string {
  if (!isPolling || status === "live" || status === "offline") return status;
  if (refusals >= REFUSALS_MEAN_POLLED) return "polled";
  return status === "reconnecting" ? "polling" : status;
}
