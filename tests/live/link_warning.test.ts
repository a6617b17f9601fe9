import { expect, test } from "bun:test";
import { linkWarning } from "../../src/live/link_warning";

const NOW = Date.parse("2025-01-15T09:30:00Z");
const well = {
  notRecordingSince: null,
  busAwaySince: null,
  clockOffsetMs: null,
  canary: 0,
  now: NOW,
  timezone: "Europe/Berlin",
};
const MINUTE = 60_000;

test.each([
  ["all is well", {}, { bus: "ok", warning: null }],
  [
    "a bus that is away is named in plant time",
    { busAwaySince: NOW - MINUTE },
    { bus: "away", warning: "Live, event bus down since 10:29" },
  ],
  [
    "a canary older than 25 s means the same, whatever this server believes of the bus",
    { canary: 2 * MINUTE },
    { bus: "away", warning: "Live, event bus down since 10:28" },
  ],
  ["a younger one does not", { canary: 25_000 }, { bus: "ok", warning: null }],
  [
    "what is not recorded is said first",
    { notRecordingSince: NOW - MINUTE, busAwaySince: NOW },
    { bus: "away", warning: "NOT RECORDING since 10:29: the database takes no writes" },
  ],
  [
    "a clock that is wrong is said",
    { clockOffsetMs: -125 * MINUTE },
    { bus: "ok", warning: "Live, but the server's clock is 2 h 5 min behind" },
  ],
  [
    "also one that is ahead, after what is worse",
    { clockOffsetMs: 3 * MINUTE, busAwaySince: NOW },
    { bus: "away", warning: "Live, event bus down since 10:30" },
  ],
] as const)("%s", (_, change, said) => expect(linkWarning({ ...well, ...change })).toEqual(said));
