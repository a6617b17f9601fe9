/** Runs the page's clock in plant time, set by the server: a kiosk's own clock may be years off. */
export function runClock(clock: HTMLElement | null) {
  let ahead = Number(clock?.dataset.now ?? Date.now()) - Date.now();
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
  return {
    set(serverNow: number) {
      ahead = serverNow - Date.now();
    },
    now: () => Date.now() + ahead,
  };
}

function show(place: Element | null, text: string) {
  if (place && place.textContent !== text) place.textContent = text;
}
