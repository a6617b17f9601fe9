import type { UndoOffer } from "../../src/http/undo_offer";
import { isolateName } from "../../src/words/isolate_name";
import { text } from "../../src/words/text";

const words = text.alarms.undo;

/**
 * Offers to take back what this browser has just done; its own style hides it when that is too late. Empty, it is where a
 * page is told so. Its button belongs to the form of all that people do with alarms.
 */
export function UndoStrip({ offer, css }: { offer?: UndoOffer; css: string }) {
  if (!offer) return <div id="undo" hidden />;
  const { act, id, machine, by } = offer;
  const done = words.done[act];
  return (
    <div id="undo" role="status">
      <link rel="stylesheet" href={css} />
      <span>{machine === null ? done : text.list([done, isolateName(machine)])}</span>
      <input type="hidden" form="answer" name="undo_by" value={by} />
      <button form="answer" name="undo" value={id}>
        {words.button}
      </button>
    </div>
  );
}
