import { setText } from "./text";

/** Runs the page's clock in plant time, set by the server: a kiosk's own clock may be years off. */
export function runClock(clock: HTMLElement | null) {
  let ahead = 0;
  const set = (serverNow: number) => {
    ahead = serverNow - Date.now();
    if (clock) clock.dataset.ahead = String(ahead);
  };
  const now = () => Date.now() + ahead;
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
      setText(clock.querySelector("[data-time]"), time.format(now()));
      setText(clock.querySelector("[data-date]"), day.format(now()));
    }, 1000);
  }
  return { set, now };
}

/** Server time, for a script that does not run the clock itself. */
export function serverNow(document: Document): number {
  return Date.now() + Number(document.querySelector<HTMLElement>("#clock")?.dataset.ahead ?? 0);
}
