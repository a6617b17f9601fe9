import type { PlantSummary as Summary } from "../../src/live/state/plant_summary";
import { text } from "../../src/words/text";

const words = text.board.summary;

/**
 * The state of all machines in a sentence, replaced by its id: that they are as expected only while that is true. An
 * alarm says for itself what is wrong.
 */
export function PlantSummary({ summary }: { summary: Summary }) {
  const { machines, silent, unjudged, doubtful, alarmed } = summary;
  const doubts = [
    ...(silent > 0 ? [words.silent(silent)] : []),
    ...(unjudged > 0 ? [words.unjudged(unjudged)] : []),
    ...(doubtful > 0 ? [words.doubtful(doubtful)] : []),
  ];
  const isAll = machines > 0 && doubts.length === 0 && alarmed === 0;
  return (
    <p id="plant-summary" class="plant-summary" data-doubts={doubts.length > 0 ? "" : undefined}>
      {isAll ? words.asExpected : text.list(doubts)}
    </p>
  );
}
