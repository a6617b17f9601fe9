import { type Alarm, asFinding, type Finding } from "../../domain/alarm/alarm";
import { own } from "../../domain/own_property";
import { explain } from "../explain";
import type { Abnormality } from "./abnormality";
import { type Announced, openingOf } from "./report";
import { isQuiet, type Run } from "./run";
import { partsOf, type Source } from "./source";
import { OFF_DELAY_MS } from "./episode";
import type { MachineState } from "./state/machine_state";

/** An abnormality in readings that were of the past when they arrived, as it was at its worst; plain JSON. */
export type PastEpisode = { alarm: Alarm; sources: readonly Source[] };

/** Notes an abnormality of the past: it calls nobody, and is told when it is over. */
export function notePastEpisode(
  state: MachineState,
  abnormality: Abnormality,
  at: number,
  announced: Announced,
) {
  const { past } = state;
  // What an alarm covers already is one with it.
  if (state.episode) return;
  if (!past) {
    const { finding } = openingOf(abnormality, at, null, announced);
    if (finding.kind === "opened") state.past = { alarm: finding.alarm, sources: abnormality.sources };
    return;
  }
  const sources = [...new Set([...past.sources, ...abnormality.sources])];
  const isWorse = abnormality.score > (past.alarm.peak_score ?? 0);
  const worse = isWorse
    ? { ...explain(abnormality), peak_score: abnormality.score, updated_at: at }
    : { updated_at: at };
  state.past = { alarm: { ...past.alarm, ...worse }, sources };
}

/** Ends an episode of the past. @returns the finding of it, if all that had part in it is over */
export function endPastEpisode(state: MachineState): Finding[] {
  const { past } = state;
  if (!past || !past.sources.every((source) => isOver(runOf(state, source)))) return [];
  delete state.past;
  return [{ kind: "opened", alarm: asFinding(past.alarm) }];
}

/** Recent scores that were never high, or low for long, are over. */
function isOver(run: Run | undefined): boolean {
  return run === undefined || run.above === 0 || isQuiet(run, OFF_DELAY_MS);
}

function runOf({ series, limits }: MachineState, source: Source): Run | undefined {
  const { kind, subject } = partsOf(source);
  if (kind === "series") return own(series, subject)?.run;
  return kind === "limit" ? own(limits, subject)?.run : undefined;
}
