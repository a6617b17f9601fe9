/** Runs the page's clock in plant time, set by the server: a kiosk's own clock may be years off. */
export function runClock(clock: HTMLElement | null) {
  let ahead = 0;
  const set = (serverNow: number) => {
    ahead = serverNow - Date.now();
    if (clock) clock.dataset.ahead = String(ahead);
  };
  set(Number(clock?.dataset.now ?? Date.now()));
  if (clock) {
    const timeZone = clock.dataset.timezone;
    const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone });
    const day = new Intl.DateTimeFormat("en-GB", {
      weekday: "short",
      day: "numeric",
      month: "short",
      timeZone,
    });
    setInterval(() => {
      show(clock.querySelector("[data-time]"), time.format(Date.now() + ahead));
      show(clock.querySelector("[data-date]"), day.format(Date.now() + ahead));
    }, 1000);
  }
  return { set, now: () => Date.now() + ahead };
}

/** The server's time, for a script that does not run the clock itself. */
export function plantNow(document: Document): number {
  return Date.now() + Number(document.querySelector<HTMLElement>("#clock")?.dataset.ahead ?? 0);
}

function show(place: Element | null, text: string) {
  if (place && place.textContent !== text) place.textContent = text;
}
