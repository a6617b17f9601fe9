import { type Weekday, WEEKDAYS } from "../../src/domain/site/weekly";
import { text } from "../../src/words/text";

const words = text.settings;

/** A weekly time as it was typed. */
export type TypedSpan = { days: readonly Weekday[]; from: string; to: string };

/** Why a form was not saved, where the reader's focus goes. */
export function NotSaved({ problem }: { problem: string | undefined }) {
  if (problem === undefined) return null;
  return (
    <p class="refused" role="alert" tabindex={-1} autofocus>
      {words.notSaved(problem)}
    </p>
  );
}

/** Says that the environment sets a value. @param given "SHIFT_HOURS=06-22" */
export function Pinned({ given }: { given: string | undefined }) {
  return given === undefined ? null : <p class="pinned">{words.pinned(given)}</p>;
}

/** The weekdays, the begin and the end of a weekly time. @param index of its line in the form */
export function WeeklyFields({
  span,
  index,
  disabled,
}: {
  span: TypedSpan;
  index: number;
  disabled: boolean;
}) {
  return (
    <>
      <fieldset class="days">
        <legend>{words.days}</legend>
        {WEEKDAYS.map((day) => (
          <label class="tick-box">
            <input
              type="checkbox"
              name={`${day}.${index}`}
              checked={span.days.includes(day)}
              disabled={disabled}
            />
            {words.weekday[day]}
          </label>
        ))}
      </fieldset>
      <Text label={words.from} name={`from.${index}`} value={span.from} hint="06:00" disabled={disabled} />
      <Text label={words.to} name={`to.${index}`} value={span.to} hint="14:00" disabled={disabled} />
    </>
  );
}

type TextProps = {
  label: string;
  name: string;
  value: string;
  hint?: string;
  disabled?: boolean;
  isNumber?: boolean;
};

export function Text({ label, name, value, hint, disabled = false, isNumber = false }: TextProps) {
  return (
    <label>
      {label}
      <input
        name={name}
        value={value}
        placeholder={hint}
        maxlength={120}
        autocomplete="off"
        disabled={disabled}
        inputmode={isNumber ? "decimal" : undefined}
      />
    </label>
  );
}

/** Saves a form; takes back what was set with it. @param isSet whether there is something to take back */
export function Ends({ what, isSet }: { what: string; isSet: boolean }) {
  return (
    <p>
      <button type="submit" aria-label={words.saveOf(what)}>
        {words.save}
      </button>
      {isSet && (
        <button type="submit" name="usual" value="1" aria-label={words.asUsualOf(what)}>
          {words.asUsual}
        </button>
      )}
    </p>
  );
}
