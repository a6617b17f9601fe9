import { type Alarm, isSuppressed } from "../../../src/domain/alarm/alarm";
import { text } from "../../../src/words/text";

const words = text.suppression;
const SHELVE_FOR = ["15m", "1h", "8h", "shift"] as const;

/**
 * Puts an alarm aside: for a while at once, or for a time in maintenance on a form that knows it. Buttons of the page's
 * forms "answer" and "suppress".
 */
export function ShelveActions({ alarm }: { alarm: Alarm }) {
  const { id, state, machine_name, suppressed } = alarm;
  if (state !== "new" && state !== "acknowledged") return null;
  const machine = machine_name ?? text.unknown;
  if (isSuppressed(alarm))
    return suppressed?.kind !== "shelved" ? null : (
      <p class="verdicts">
        <button form="answer" name="unshelve" value={id} aria-label={words.endOn(machine)}>
          {words.end}
        </button>
      </p>
    );
  return (
    <p class="verdicts" role="group" aria-label={words.shelveOn(machine)}>
      {SHELVE_FOR.map((span) => (
        <button form="answer" name="shelve" value={`${span} ${id}`}>
          {words.shelveFor[span]}
        </button>
      ))}
      {alarm.machine_id && (
        <button form="suppress" name="alarm" value={id}>
          {words.maintenance}
        </button>
      )}
    </p>
  );
}
