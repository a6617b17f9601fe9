import { expect, test } from "bun:test";
import { type Shown, showStatus } from "../../../static/connection/status";
import { openPage } from "../open_page";

const CORNER = `<time id="clock" data-timezone="Europe/Berlin"></time>
  <p id="link-status" data-state="connecting" data-bus="ok" data-text-connecting="Connecting" data-text-live="Live"
    data-text-reconnecting="Reconnecting" data-text-polling="Refreshing every 5 s" data-text-offline="Offline"
    data-text-bus-away="Live, event bus away since {time}"><span data-words>Connecting</span></p>`;

function corner(html = CORNER) {
  const { document } = openPage(html);
  const element = document.querySelector<HTMLElement>("#link-status")!;
  const show = (shown: Shown) => {
    showStatus(element, shown);
    return element.textContent.trim();
  };
  return { document, element, show };
}

test.each<[Shown, string]>([
  [{ status: "connecting" }, "Connecting"],
  [{ status: "live" }, "Live"],
  [{ status: "reconnecting", isPolling: false }, "Reconnecting"],
  [{ status: "reconnecting", isPolling: true }, "Refreshing every 5 s"],
  [{ status: "offline", isPolling: true }, "Offline"],
  [{ status: "live", isPolling: true }, "Live"],
])("%p reads %p", (shown, words) => {
  const { document, element, show } = corner();
  expect(show(shown)).toBe(words);
  expect(element.dataset.state).toBe(shown.status);
  expect(document.documentElement.dataset.link).toBe(shown.status);
});

test("a bus that is away is named with the plant's time, but only while the page is live", () => {
  const { element, show } = corner();
  const busAwaySince = Date.UTC(2025, 0, 15, 9, 30);
  expect(show({ status: "live", busAwaySince })).toBe("Live, event bus away since 10:30");
  expect(element.dataset.bus).toBe("away");
  expect(show({ status: "offline", busAwaySince })).toBe("Offline");
  expect(show({ status: "live", busAwaySince: null })).toBe("Live");
  expect(element.dataset.bus).toBe("ok");
});

test("before the first beat, the page keeps what the server drew about the bus", () => {
  const drawn = CORNER.replace(`data-bus="ok"`, `data-bus="away" data-text-away="Away since 08:00"`);
  expect(corner(drawn).show({ status: "live" })).toBe("Away since 08:00");
});

test("the same words are not written again, so a screen reader does not repeat them", () => {
  const { element, show } = corner();
  show({ status: "live" });
  const written = element.querySelector("[data-words]")!.firstChild;
  show({ status: "live" });
  expect(element.querySelector("[data-words]")!.firstChild).toBe(written);
  show({ status: "offline" });
  expect(element.querySelector("[data-words]")!.firstChild).not.toBe(written);
});
