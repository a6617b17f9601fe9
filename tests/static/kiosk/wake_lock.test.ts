import { expect, test } from "bun:test";
import { keepAwake } from "../../../static/kiosk/wake_lock";
import { openPage, replace, settle } from "../open_page";

function kiosk({ isSecureContext = true, isRefused = false } = {}) {
  const window = openPage(`<div id="kiosk" data-text-wakes="Stays awake" data-text-no-wake="Needs https"
    data-text-wake-refused="May sleep"><span id="kiosk-wake"></span></div>`);
  const { document } = window;
  const locks: EventTarget[] = [];
  const device = { isRefused };
  replace(window, "isSecureContext", isSecureContext);
  replace(document, "visibilityState", "visible");
  replace(window.navigator, "wakeLock", {
    async request() {
      if (device.isRefused) throw new Error("NotAllowedError");
      locks.push(new window.EventTarget());
      return locks.at(-1);
    },
  });
  keepAwake(window, document.querySelector<HTMLElement>("#kiosk")!);
  const place = document.querySelector<HTMLElement>("#kiosk-wake")!;
  return {
    device,
    locks,
    says: () => [place.dataset.wake, place.textContent],
    release: () => locks.at(-1)!.dispatchEvent(new window.Event("release")),
    async show(visibilityState: string) {
      replace(document, "visibilityState", visibilityState);
      document.dispatchEvent(new window.Event("visibilitychange"));
      await settle();
    },
    async touch() {
      document.dispatchEvent(new window.Event("pointerdown"));
      await settle();
    },
  };
}

test("a kiosk holds the screen awake and says so", async () => {
  const { says, locks } = kiosk();
  await settle();
  expect([locks.length, says()]).toEqual([1, ["held", "Stays awake"]]);
});

test("without https it says that it cannot", async () => {
  const { says, locks } = kiosk({ isSecureContext: false });
  await settle();
  expect([locks.length, says()]).toEqual([0, ["insecure", "Needs https"]]);
});

test("a lock that the browser takes back is said, and asked for again when the page shows", async () => {
  const { says, locks, release, show } = kiosk();
  await settle();
  release();
  expect(says()).toEqual(["refused", "May sleep"]);
  await show("hidden");
  expect(locks.length).toBe(1);
  await show("visible");
  expect([locks.length, says()]).toEqual([2, ["held", "Stays awake"]]);
});

test("a lock refused before the first touch is asked for at the touch; a held one is not asked for again", async () => {
  const { device, says, locks, touch } = kiosk({ isRefused: true });
  await settle();
  expect(says()).toEqual(["refused", "May sleep"]);
  device.isRefused = false;
  await touch();
  await touch();
  expect([locks.length, says()]).toEqual([1, ["held", "Stays awake"]]);
});
