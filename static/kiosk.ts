import { soundAlarms } from "./alarms/sound";
import { createSpeaker } from "./alarms/speaker";
import { renewWhenOld } from "./kiosk/renewal";
import { rotatePages } from "./kiosk/rotation";
import { watchTouch } from "./kiosk/touch";
import { keepAwake } from "./kiosk/wake_lock";
import { serverNow } from "./page/clock";

const bar = document.querySelector<HTMLElement>("#kiosk");
if (bar) runKiosk(bar);

/**
 * Rotates a screen's pages, hides its cursor, keeps it awake, sounds its alarms, and reloads it when it has
 * grown old.
 */
function runKiosk(bar: HTMLElement) {
  const touch = watchTouch(document);
  rotatePages(window, bar, touch);
  keepAwake(window, bar);
  soundAlarms(bar, createSpeaker(window), () => serverNow(document));
  renewWhenOld(window, touch);
}
