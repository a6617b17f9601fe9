import type { Rule } from "../../domain/alarm/rule";
import type { Machine } from "../../domain/machine/machine";
import { reasonOf } from "../../domain/reason";
import { type PastRow, type Replay, type Replayed, replayRule } from "../../rules/back_test";
import type { Calendar } from "../../rules/hours";

declare const self: Worker;

/** A message to the worker: it begins with a rule, is given rows in order, and is asked for what it found. */
export type ToWorker =
  | { kind: "begin"; rule: Rule; machines: readonly Machine[]; calendar: Calendar }
  | { kind: "rows"; rows: readonly PastRow[]; seconds: number }
  | { kind: "end" };
export type FromWorker =
  { kind: "taken" } | { kind: "found"; replayed: Replayed } | { kind: "failed"; reason: string };

const say = (word: FromWorker) => self.postMessage(word);
let replay: Replay | undefined;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  try {
    if (data.kind === "begin") replay = replayRule(data);
    else if (data.kind === "rows") {
      replay?.observe(data.rows, data.seconds);
      say({ kind: "taken" });
    } else say({ kind: "found", replayed: replay?.end() ?? { alarms: [], judged: {} } });
  } catch (error) {
    say({ kind: "failed", reason: reasonOf(error) });
  }
};
