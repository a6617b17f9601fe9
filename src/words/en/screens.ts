import { counted } from "./formats";

/** The list of connected screens, and how fast they are reached. */
export const screens = {
  title: "Connected screens",
  none: "No screens yet. An open page with JavaScript appears here within 10 seconds.",
  columns: [
    "Screen",
    "Connection",
    "Round trip",
    "Last update",
    "Connections lost",
    "Version",
    "Page",
    "Find",
  ],
  paired: "paired",
  unpaired: "not paired",
  unnamed: (id: string) => `Screen ${id}`,
  state: { live: "Live", polling: "Polling", lost: "Connection lost", silent: "Not responding" },
  silentSince: (time: string) => `since ${time}`,
  lag: (ms: string) => `${ms} ms`,
  ago: (span: string) => `${span} ago`,
  otherBuild: "other version",
  hidden: "in the background",
  wake: { insecure: "may turn off: not https", refused: "may turn off" },
  sound: { blocked: "sound blocked", muted: "muted", none: "no sound" },
  find: "Find",
  findThis: (find: string, screen: string) => `${find}: ${screen}`,
  flashing: "Flashing…",
  found: "This is the screen",
  more: (count: number) => `${count} more, all healthier`,
  noSuch: (id: string) => `There is no screen "${id}": it may have been closed`,

  latency: "Event latency, last hour",
  noLatency: "No events in the last hour. Send a test event to see the first point.",
  legend: {
    range: "50 % to 99 % of events",
    slowest: "slowest event",
    lag: "50 % of screen round trips",
  },
  pace: (events: number, minutes: number) =>
    `${counted(events, { one: "event", other: "events" })} in ` +
    `${counted(minutes, { one: "minute", other: "minutes" })} of the last hour`,
  slowest: (duration: string, time: string) => `slowest ${duration}, at ${time}`,
  typical: (half: string, most: string) => `in that minute 50 % within ${half}, 99 % within ${most}.`,
  lags: (duration: string) => `Screens answered within ${duration}.`,
};
