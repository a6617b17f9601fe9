import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { soundAlarms } from "../../../static/alarms/sound";
import { openPage, settle } from "../open_page";

const SERVER_NOW = Date.UTC(2025, 0, 15, 9, 30);

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

function kiosk({ hasSpeaker = true, isAllowed: isAllowedFirst = false } = {}) {
  let isAllowed = isAllowedFirst;
  const sounds: string[] = [];
  const window = openPage(`<section id="calls"></section><table><tbody id="anomaly-rows"></tbody></table>
    <div id="kiosk" data-timezone="Europe/Berlin" data-text-mute="Mute" data-text-muted="Muted until {time}"
      data-text-blocked="Tap for sound" data-text-no-sound="No sound">
      <button id="kiosk-sound" data-sound="blocked" hidden></button></div>`);
  const { document } = window;
  const speaker = {
    isAllowed: () => isAllowed,
    allow: async () => void (isAllowed = true),
    sound: async (what: string) => void sounds.push(what),
  };
  const bar = document.querySelector<HTMLElement>("#kiosk")!;
  const button = document.querySelector<HTMLElement>("#kiosk-sound")!;
  soundAlarms(bar, hasSpeaker ? speaker : undefined, () => SERVER_NOW);
  return {
    button,
    sounds,
    call: (state = "open") =>
      (document.querySelector("#calls")!.innerHTML = `<article id="k" data-state="${state}"></article>`),
    sounded: () => Number(bar.dataset.sounded ?? 0),
    alarm: (severity = "critical", state = "new") =>
      (document.querySelector("tbody")!.innerHTML =
        `<tr id="a" data-severity="${severity}" data-state="${state}"></tr>`),
    async touch(target: HTMLElement) {
      for (const type of ["pointerdown", "pointerup", "click"]) {
        target.dispatchEvent(new window.Event(type, { bubbles: true }));
        await settle();
      }
    },
    elsewhere: document.body,
  };
}

test("the button says that sound needs a touch; that touch allows it and does not mute it", async () => {
  const { button, touch } = kiosk();
  expect([button.hidden, button.textContent]).toEqual([false, "Tap for sound"]);
  await touch(button);
  expect([button.dataset.sound, button.textContent]).toEqual(["on", "Mute"]);
});

test("a touch anywhere allows sound, and an alarm sounds with the next look", async () => {
  const { alarm, sounded, touch, elsewhere } = kiosk();
  alarm();
  jest.advanceTimersByTime(1_000);
  expect(sounded()).toBe(0);
  await touch(elsewhere);
  jest.advanceTimersByTime(500);
  expect(sounded()).toBe(1);
});

test("a call for help sounds by a melody of its own until somebody accepts it, and below an alarm", () => {
  const { alarm, call, sounds } = kiosk({ isAllowed: true });
  call();
  jest.advanceTimersByTime(1_000);
  expect(sounds).toEqual(["call"]);
  alarm();
  jest.advanceTimersByTime(1_000);
  expect(sounds).toEqual(["call", "alarm"]);
  alarm("critical", "acknowledged");
  call("accepted");
  jest.advanceTimersByTime(60_000);
  expect(sounds).toHaveLength(2);
});

test("only new critical alarms sound", () => {
  const { alarm, sounded } = kiosk({ isAllowed: true });
  alarm("warning");
  jest.advanceTimersByTime(1_000);
  alarm("critical", "acknowledged");
  jest.advanceTimersByTime(1_000);
  expect(sounded()).toBe(0);
  alarm();
  jest.advanceTimersByTime(31_000);
  expect(sounded()).toBe(2);
});

test("a tap mutes, and the button says until when in plant time; another tap ends it", async () => {
  const { button, touch } = kiosk({ isAllowed: true });
  await touch(button);
  expect([button.dataset.sound, button.textContent]).toEqual(["muted", "Muted until 10:40"]);
  await touch(button);
  expect(button.textContent).toBe("Mute");
});

test("the button returns to on by itself after ten minutes", async () => {
  const { button, touch } = kiosk({ isAllowed: true });
  await touch(button);
  jest.advanceTimersByTime(600_000);
  expect(button.dataset.sound).toBe("on");
});

test("a browser without a loudspeaker says so and fails at nothing", async () => {
  const { button, alarm, sounded, touch } = kiosk({ hasSpeaker: false });
  alarm();
  await touch(button);
  jest.advanceTimersByTime(1_000);
  expect([button.textContent, sounded()]).toEqual(["No sound", 0]);
});
