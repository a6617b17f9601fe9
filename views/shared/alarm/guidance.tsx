import type { Alarm } from "../../../src/domain/alarm/alarm";
import type { Guidance } from "../../../src/domain/alarm/guidance";
import { guidanceFor } from "../../../src/domain/alarm/guidance_in_force";
import { guidanceLine } from "../../../src/words/guidance_text";
import { text } from "../../../src/words/text";
import { elementId } from "../element_id";

const words = text.guidance;

type AlarmProps = {
  alarm: Pick<Alarm, "id" | "machine_id" | "machine_name" | "machine_type" | "metric" | "cause">;
};

/** What to do about an alarm in one line; nothing when nobody wrote it. */
export function GuidanceLine({ alarm }: AlarmProps) {
  const line = guidanceLine(alarm);
  return line === undefined ? null : (
    <span class="do">
      <bdi>{line}</bdi>
    </span>
  );
}

/** The element id of the place in a row into which its guidance is put. */
export const whatToDoId = (alarmId: string) => elementId("do", alarmId);

/** Asks for the guidance of an alarm: a row holds only the question. A button of the page's form "what-to-do". */
export function AskWhatToDo({ alarm }: AlarmProps) {
  if (!guidanceFor(alarm)) return null;
  return (
    <div id={whatToDoId(alarm.id)} class="verdicts">
      <button
        form="what-to-do"
        name="alarm"
        value={alarm.id}
        aria-label={words.of(alarm.machine_name ?? text.unknown)}
      >
        {words.title}
      </button>
    </div>
  );
}

/** All that somebody wrote about an alarm. */
export function GuidanceText({ guidance }: { guidance: Guidance }) {
  const { cause, consequence, action, within_minutes, link } = guidance;
  const lines: [name: string, value: string | undefined][] = [
    [words.field.action, action],
    [words.time, within_minutes === undefined ? undefined : words.within(within_minutes)],
    [words.field.cause, cause],
    [words.field.consequence, consequence],
  ];
  return (
    <ul class="contributors">
      {lines.map(
        ([name, value]) =>
          value !== undefined && (
            <li>
              <b>{name}</b> <bdi>{value}</bdi>
            </li>
          ),
      )}
      {link !== undefined && (
        <li>
          <b>{words.field.link}</b>{" "}
          <a href={link} rel="noopener noreferrer">
            {link}
          </a>
        </li>
      )}
    </ul>
  );
}
