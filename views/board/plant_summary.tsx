import type { PlantSummary as Summary } from "../../src/live/state/plant_summary";
import { CONDITIONS } from "../shared/condition";
import { text } from "../../src/words/text";

const words = text.board.summary;

/**
 * The state of all machines in a sentence, replaced by its id: that they are as expected only while that is
 * true. An alarm says for itself what is wrong.
 */
export function PlantSummary({ summary }: { summary: Summary }) {
  const { machines, alarmed } = summary;
  const doubts = CONDITIONS.flatMap((kind) =>
    kind === "alarmed" || summary[kind] === 0 ? [] : words[kind](summary[kind]),
  );
  const isAll = machines > 0 && doubts.length === 0 && alarmed === 0;
  return (
    <p id="plant-summary" class="plant-summary" data-doubts={doubts.length > 0 ? "" : undefined}>
      {isAll ? words.asExpected : text.list(doubts)}
    </p>
  );
}
