import { train, type TrainingTask } from "./run_training";
import type { TrainingStep } from "../domain/training/job";
import type { Baseline } from "../domain/training/baseline";
import { reasonOf } from "../domain/reason";

declare const self: Worker;

/** A message of the worker: a step begins, or the training has ended. */
export type TrainingWord =
  | { kind: "step"; step: TrainingStep; message: string }
  | { kind: "learned"; baseline: Baseline }
  | { kind: "failed"; reason: string };

const say = (word: TrainingWord) => self.postMessage(word);

self.onmessage = ({ data }: MessageEvent<TrainingTask>) => {
  try {
    say({ kind: "learned", baseline: train(data, (step, message) => say({ kind: "step", step, message })) });
  } catch (error) {
    say({ kind: "failed", reason: reasonOf(error) });
  }
};
