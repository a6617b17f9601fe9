import type { ShownAlarm } from "../../../src/live/state/shown_alarm";
import { isolateName } from "../../../src/words/isolate_name";
import { text } from "../../../src/words/text";
import { elementId } from "../element_id";

const words = text.alarms.group;

/**
 * The place of an alarm among the others: what follows it, what it follows, and that it comes and goes. The page script
 * makes a button of the link that counts the consequences (static/alarms/groups.ts); without it they are shown.
 */
export function AlarmGroup({ alarm }: { alarm: ShownAlarm }) {
  const { id, first, consequences = 0, chattering, isFirstOfFlood } = alarm;
  return (
    <>
      {consequences > 0 && (
        <small class="more group">
          {words.firstOut}{" "}
          <a href="#anomaly-rows" data-group={id}>
            {words.consequences(consequences)}
          </a>
        </small>
      )}
      {consequences === 0 && isFirstOfFlood && <small class="group">{words.firstOut}</small>}
      {first && (
        <small class="more group">
          <a href={`#${elementId("alarm", first.id)}`}>
            {words.follows(isolateName(first.machine_name ?? first.machine_id ?? text.unknown))}
          </a>
        </small>
      )}
      {!!chattering && <small class="group">{words.cameBack(chattering)}</small>}
    </>
  );
}
