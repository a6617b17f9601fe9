export type State = "connecting" | "live" | "reconnecting" | "offline";

/** The words in the corner that say whether this page is live. */
export type Status = {
  state(): State;
  show(state: State): void;
  /** Whether the last poll was answered: only then may the words say that polling refreshes the page. */
  polled(ok: boolean): void;
  /** The bus is away since then; null: it is there. */
  bus(awaySince: number | null): void;
};

/** @param timezone the plant's, in which times are told */
export function createStatus(element: HTMLElement, timezone: string | undefined): Status {
  let state: State = "connecting";
  let polling = false;

  function show(next: State) {
    state = next;
    const said = element.dataset;
    said.state = next;
    element.ownerDocument.documentElement.dataset.link = next;
    const away = next === "live" && said.bus === "away" ? said.textAway : undefined;
    const polls = next === "reconnecting" && polling ? said.textPolling : undefined;
    const text = away ?? polls ?? said[`text${next[0]!.toUpperCase()}${next.slice(1)}`] ?? next;
    const words = element.querySelector("[data-words]");
    // A screen reader speaks every change of the text, so it is changed only when it does.
    if (words && words.textContent !== text) words.textContent = text;
  }

  return {
    state: () => state,
    show,
    polled(ok) {
      polling = ok;
      show(state);
    },
    bus(awaySince) {
      element.dataset.bus = awaySince === null ? "ok" : "away";
      if (awaySince !== null) {
        const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: timezone });
        element.dataset.textAway = element.dataset.textBusAway?.replace("{time}", time.format(awaySince));
      }
      show(state);
    },
  };
}
