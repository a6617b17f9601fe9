import { expect, test } from "bun:test";
import { type Shown, showStatus } from "../../../static/connection/status";
import { openPage } from "../open_page";

const CORNER = `<time id="clock" data-timezone="Europe/Berlin"></time>
  <p id="link-status" data-state="connecting" data-bus="ok" data-text-connecting="Connecting" data-text-live="Live"
    data-text-reconnecting="Reconnecting" data-text-polling="Refreshing every 5 s" data-text-offline="Offline"
    data-text-polled="No sockets here" data-warning=""><span data-words>Connecting</span></p>`;

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
  [{ status: "connecting", isPolling: true, refusals: 2 }, "Connecting"],
  [{ status: "connecting", isPolling: true, refusals: 3 }, "No sockets here"],
  [{ status: "reconnecting", isPolling: true, refusals: 3 }, "No sockets here"],
  [{ status: "reconnecting", isPolling: false, refusals: 3 }, "Reconnecting"],
  [{ status: "offline", isPolling: true, refusals: 3 }, "Offline"],
])("%p reads %p", (shown, words) => {
  const { document, element, show } = corner();
  expect(show(shown)).toBe(words);
  expect(element.dataset.state).toBe(shown.status);
  expect(document.documentElement.dataset.link).toBe(shown.status);
});

test("what does not work is said in the server's words, but only while the page is live", () => {
  const { element, show } = corner();
  const said = { bus: "away", warning: "Live, event bus away since 10:30" };
  expect(show({ status: "live", ...said })).toBe("Live, event bus away since 10:30");
  expect([element.dataset.bus, element.dataset.warning]).toEqual(["away", said.warning]);
  expect(show({ status: "offline", ...said })).toBe("Offline");
  expect(show({ status: "live", bus: "ok", warning: "NOT RECORDING" })).toBe("NOT RECORDING");
  expect(show({ status: "live", bus: "ok", warning: null })).toBe("Live");
  expect([element.dataset.bus, element.dataset.warning]).toEqual(["ok", ""]);
});

test("before the first beat, the page keeps what the server drew", () => {
  const drawn = CORNER.replace(`data-warning=""`, `data-warning="Away since 08:00"`);
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
