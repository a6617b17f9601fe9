import type { Alarm } from "../../../src/domain/alarm/alarm";
import { text } from "../../../src/words/text";

const words = text.alarms;

/** Something that a person can do with an alarm by one button of the page's form "answer". */
type ActionLine = {
  /** The name of the button; its value is the alarm's id unless `about` says another. */
  name: string;
  label: string;
  means?: string;
  suits(alarm: Alarm): boolean;
  about?(alarm: Alarm): string;
  /** Also in the details of a row, where there is little room: what people need often. */
  inRow: boolean;
};

const isStanding = ({ state }: Alarm) => state === "new" || state === "acknowledged";
const isOver = ({ state }: Alarm) => state === "resolved";
const isOurs = ({ origin }: Alarm) => origin === "live";

/**
 * All that can be done with an alarm besides acknowledging it, which its row has a button for, a line each. A cleared one is
 * not resolved: acknowledging does that.
 */
const ACTION_LINES: readonly ActionLine[] = [
  {
    ...{ name: "resolve", label: words.resolve, means: words.resolveMeans, inRow: true },
    suits: (alarm) => isStanding(alarm) || alarm.state === "finding",
  },
  {
    ...{ name: "raise", label: words.raise, means: words.raiseMeans, inRow: true },
    suits: ({ state }) => state === "finding",
  },
  {
    ...{ name: "false_alarm", label: words.falseAlarm, means: words.falseAlarmMeans, inRow: true },
    suits: (alarm) => isOurs(alarm) && !isOver(alarm),
  },
  {
    ...{ name: "accept_as_normal", label: words.accept, means: words.acceptMeans, inRow: true },
    suits: (alarm) => isOurs(alarm) && alarm.machine_id !== null && isStanding(alarm),
    about: ({ machine_id }) => machine_id ?? "",
  },
];

/** The buttons of what can be done with an alarm; in its row those only that people need often. */
export function ActionButtons({ alarm, inRow = false }: { alarm: Alarm; inRow?: boolean }) {
  const lines = ACTION_LINES.filter((line) => (!inRow || line.inRow) && line.suits(alarm));
  const machine = alarm.machine_name ?? text.unknown;
  return (
    <>
      {lines.map(({ name, label, means = "", about }) => (
        // Its label for screen readers also names the machine.
        <button
          form="answer"
          name={name}
          value={about ? about(alarm) : alarm.id}
          aria-label={words.verdictOn(machine, label, means)}
        >
          {label}
          {means && (
            <>
              {" "}
              <small>{means}</small>
            </>
          )}
        </button>
      ))}
    </>
  );
}

/** One that is not recorded yet cannot be: nobody would know of it afterwards. */
export function isToAcknowledge({ state, unrecorded }: Alarm): boolean {
  return !unrecorded && (state === "new" || state === "cleared" || state === "finding");
}
