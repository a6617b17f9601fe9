import { expect, test } from "bun:test";
import {
  EMPTY_QUEUE,
  next,
  type QueueEffect,
  type QueueEvent,
  type QueueState,
} from "../../src/training/queue_state";
import { job } from "../support/training_sample";

const [a, b] = [job({ id: "a" }), job({ id: "b" })];
const running: QueueState = { waiting: [], running: "a", stopped: false };
const busy: QueueState = { ...running, waiting: [b] };
const stopped: QueueState = { ...busy, stopped: true };

type Row = [given: string, state: QueueState, event: QueueEvent, after: QueueState, effects: QueueEffect[]];

const TABLE: Row[] = [
  ["an idle queue", EMPTY_QUEUE, { kind: "added", job: a }, running, [{ kind: "run", job: a }]],
  ["a busy queue", running, { kind: "added", job: b }, busy, []],
  ["a stopped queue", { ...running, stopped: true }, { kind: "added", job: b }, stopped, []],
  ["the last job", running, { kind: "finished" }, EMPTY_QUEUE, []],
  [
    "a job before another",
    busy,
    { kind: "finished" },
    { ...running, running: "b" },
    [{ kind: "run", job: b }],
  ],
  ["a job of a stopped queue", stopped, { kind: "finished" }, { ...stopped, running: null }, []],
  ["the running job", busy, { kind: "cancelled", id: "a" }, busy, [{ kind: "abort", reason: "cancelled" }]],
  ["a waiting job", busy, { kind: "cancelled", id: "b" }, running, [{ kind: "drop", job: b }]],
  ["an unknown job", busy, { kind: "cancelled", id: "c" }, busy, []],
  ["a busy queue", busy, { kind: "stopped" }, stopped, [{ kind: "abort", reason: "stopped" }]],
  ["an idle queue", EMPTY_QUEUE, { kind: "stopped" }, { ...EMPTY_QUEUE, stopped: true }, []],
];

test.each(TABLE)("%s: %#", (_given, state, event, after, effects) => {
  expect(next(state, event)).toEqual({ state: after, effects });
});
