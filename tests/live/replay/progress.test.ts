import { expect, test } from "bun:test";
import { next, type Progress, type ProgressEvent, progressFrom } from "../../../src/live/replay/progress";

const AT = 1_000_000;
const NOW = 9_000_000;

/** A replay at ten times the speed that has begun at `NOW`. */
const BEGUN = next(progressFrom({ at: AT, speed: 10 }, NOW), "begun", NOW);
const WAITING = next(BEGUN, "failed", NOW + 5_000);
const ENDED = next(BEGUN, "stopped", NOW);
const LAST = { ...BEGUN, target: NOW - 2_000, isLast: true };

const TABLE: [what: string, from: Progress, ProgressEvent, after: number, to: Partial<Progress>][] = [
  ["a tick moves on by the wall clock, times the speed", BEGUN, "tick", 500, { target: AT + 5_000 }],
  ["however late it comes", BEGUN, "tick", 60_000, { target: AT + 600_000, isLast: false }],
  ["a tick shows nothing yet", BEGUN, "tick", 500, { at: AT, state: "playing" }],
  ["a clock that is set back does not move the moment back", BEGUN, "tick", -9_000, { target: AT }],
  ["the target is shown when it is reached", { ...BEGUN, target: AT + 7 }, "reached", 0, { at: AT + 7 }],
  ["a replay that has caught up with two seconds ago ends", LAST, "reached", 0, { state: "ended" }],
  ["and shows that moment", LAST, "reached", 0, { at: NOW - 2_000 }],
  [
    "no moment is shown that may still be on its way",
    BEGUN,
    "tick",
    1e9,
    { target: NOW + 1e9 - 2_000, isLast: true },
  ],
  ["one that fails waits where it is", BEGUN, "failed", 5_000, { state: "waiting", at: AT }],
  ["one that waits goes on from where it stood", WAITING, "tick", 5_500, { target: AT + 5_000 }],
  ["and plays again when it has reached something", WAITING, "reached", 5_500, { state: "playing" }],
  [
    "reading the beginning takes no time of the past",
    BEGUN,
    "begun",
    800,
    { anchor: { at: AT, now: NOW + 800 } },
  ],
  ["one that is left ends", BEGUN, "stopped", 0, { state: "ended" }],
  ["one that has ended never plays again", ENDED, "reached", 500, { state: "ended", at: AT }],
  ["nor waits", ENDED, "failed", 500, { state: "ended" }],
];

test.each(TABLE)("%s", (_, from, event, after, to) => {
  expect(next(from, event, NOW + after)).toMatchObject(to);
});
