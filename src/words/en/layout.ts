import { isolateName } from "../isolate_name";
import { counted } from "./formats";

/** The app as an operating system lists it. */
export const app = {
  name: (plant: string) => `Andon · ${plant}`,
  shortName: "Andon",
  description: "Every alarm in the plant, on every screen, at once",
};

/** The frame of every page. */
export const layout = {
  pages: "Pages",
  skip: "Skip to content",
  simulatedPlant: "Simulated plant",
  footer: (version: string, build: string, timezone: string) =>
    `Andon ${version} · build ${build} · all times in plant time (${timezone})`,
  reloads: "JavaScript is off: this page reloads every 10 seconds",
  doesNotReload: "JavaScript is off: this page does not reload",
  /** `{time}` is filled in by the service worker. */
  offline: "OFFLINE · no connection to the server · showing data from {time} · reconnects automatically",
};

/** Whether a page is live. */
export const link = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
  polling: (pollSeconds: number) =>
    `Reconnecting… (updates every ${counted(pollSeconds, { one: "second", other: "seconds" })})`,
  polled: (pollSeconds: number) =>
    `Updates every ${counted(pollSeconds, { one: "second", other: "seconds" })} by polling: this address does not pass WebSockets`,
  offline: "Offline",
  busAway: (time: string) => `Live, event bus down since ${time}`,
  clockOff: (offsetMs: number) => {
    const minutes = Math.round(Math.abs(offsetMs) / 60_000);
    const parts = [
      minutes >= 60 ? `${Math.floor(minutes / 60)} h` : "",
      minutes % 60 ? `${minutes % 60} min` : "",
    ];
    return `Live, but the server's clock is ${parts.filter(Boolean).join(" ")} ${offsetMs < 0 ? "behind" : "ahead"}`;
  },
  notRecording: (time: string) => `NOT RECORDING since ${time}: the database takes no writes`,
};

/** The line about a time without connection. */
export const gap = {
  link: (from: string, to: string, caughtUp: number, missing: boolean) =>
    `connection lost ${from} – ${to} · ${counted(caughtUp, { one: "event", other: "events" })} received late, ${missing ? "some may be missing" : "none missing"}`,
  epoch: (at: string) =>
    `event log restarted, noticed at ${at} · earlier events may be missing, the current state is shown`,
};

export const toast = {
  label: "Notifications",
  info: "Information",
  done: "Done",
  more: (count: number) => `${count} more`,
  /** `{n}` is filled in by the page script. */
  moreTemplate: "{n} more",
  /** `{reason}` is filled in by the page script. */
  notSent: "Not sent, please try again: {reason}",
  unreachable: "the server does not answer",
  trainingProgress: (percent: number, message: string) =>
    message ? `${percent} % · ${message}` : `${percent} %`,
  trainingFailed: "Training failed",
  trainingOf: (what: string) => `Training ${isolateName(what)}`,
};

export const errors = {
  title: (status: number) => `Error ${status}`,
  foreignNameTitle: "This name is not served",
  foreignName: (name: string) =>
    `This server is not served under the name ${name}, so that no other site can read it by a name of its own. ` +
    `If it is a name of yours, start Andon with ALLOWED_HOSTS=${name} (more than one: with commas between), or ask ` +
    `by the server's own name or address`,
  noHost: (host: string) => `The Host header ${host} names no host`,
  notFoundTitle: "Not found",
  notFound: "This page does not exist. The board shows every machine and alarm.",
  failed: "This page cannot be shown. The reason is in the server log; the board may still work.",
  toBoard: "Go to the board",
  unavailable: (what: string, reason: string) => `The ${what} is unavailable: ${reason}`,
  diskFull: "The database cannot save this: its disk is full or failing",
  databaseBusy: "The database did not do this in time: somebody else holds what it would change. Try again",
  databaseGone: "The database cannot save this: its file was deleted or moved",
  databaseCutOff: "The connection to the database was lost: whether this was saved is not known. Try again",
  databaseLocked: "The database cannot save this: another program holds its file",
};
