import { afterEach, beforeEach, expect, jest, setSystemTime, test } from "bun:test";
import { runClock, serverNow } from "../../../static/page/clock";
import { openPage } from "../open_page";

/** The server's time: a Wednesday evening in Berlin. */
const SERVER = Date.UTC(2025, 0, 15, 22, 59, 58);
/** The kiosk's own clock, years off. */
const OWN = Date.UTC(2019, 5, 1);

beforeEach(() => {
  jest.useFakeTimers();
  setSystemTime(OWN);
});
afterEach(() => {
  setSystemTime();
  jest.useRealTimers();
});

function page() {
  const { document } = openPage(`<time id="clock" data-timezone="Europe/Berlin" data-now="${SERVER}">
    <span data-time></span> <small data-date></small></time>`);
  const element = document.querySelector<HTMLElement>("#clock")!;
  return { document, clock: runClock(element), text: () => element.textContent.trim().replace(/\s+/g, " ") };
}

test("the clock runs in plant time as the server set it, however wrong the device's own clock is", () => {
  const { clock, text } = page();
  jest.advanceTimersByTime(1_000);
  expect(text()).toBe("23:59:59 Wed 15 Jan");
  jest.advanceTimersByTime(1_000);
  expect(text()).toBe("00:00:00 Thu 16 Jan");
  expect(clock.now()).toBe(SERVER + 2_000);
});

test("each beat sets it again", () => {
  const { document, clock, text } = page();
  clock.set(SERVER + 3_600_000);
  jest.advanceTimersByTime(1_000);
  expect(text()).toBe("00:59:59 Thu 16 Jan");
  expect(serverNow(document)).toBe(clock.now());
});

test("a page without a clock goes by the device's own", () => {
  expect(runClock(null).now()).toBe(Date.now());
  expect(serverNow(openPage().document)).toBe(Date.now());
});
