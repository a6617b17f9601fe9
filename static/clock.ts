/** Runs the page's clock in plant time, set by the server: a kiosk's own clock may be years off. */
export function runClock(clock: HTMLElement | null) {
  let ahead = Number(clock?.dataset.now ?? Date.now()) - Date.now();
  if (clock) {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeStyle: "medium",
      timeZone: clock.dataset.timezone,
    });
    const face = clock.querySelector("[data-time]") ?? clock;
    setInterval(() => (face.textContent = format.format(Date.now() + ahead)), 1000);
  }
  return (serverNow: number) => {
    ahead = serverNow - Date.now();
  };
}
