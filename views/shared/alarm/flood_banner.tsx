import type { ShownFlood } from "../../../src/live/state/floods";
import { shortAlarmText } from "../../../src/words/alarm_text";
import { isolateName } from "../../../src/words/isolate_name";
import { text } from "../../../src/words/text";
import { elementId } from "../element_id";
import { plantMinute } from "../time";

const words = text.alarms.flood;

/**
 * The floods of alarms that are under way, each with the alarm that it began with. Replaced by its id. A screen reader hears
 * the alarms themselves: a count that grows every second would drown them.
 */
export function FloodBanner({ floods, timezone }: { floods: readonly ShownFlood[]; timezone: string }) {
  return (
    <div id="floods">
      {floods.map(({ area, count, began_at, first }) => {
        const machine = first.machine_name ?? first.machine_id ?? text.unknown;
        return (
          <p class="refused more" data-flood={area ?? ""} data-first={first.id}>
            {text.list([
              area === null ? words.ofPlant : words.ofArea(area),
              words.since(count, plantMinute(began_at, timezone)),
            ])}{" "}
            <a href={`#${elementId("alarm", first.id)}`}>
              {words.firstOut(isolateName(machine))}: <bdi>{shortAlarmText(first, timezone)}</bdi>
            </a>
          </p>
        );
      })}
    </div>
  );
}
