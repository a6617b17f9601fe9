import type { Contributor } from "../../../src/domain/alarm/alarm";
import { formatTo, formatValue, unitOf } from "../../../src/domain/machine/metric";
import { INTERVAL_UNITS } from "../../../src/domain/machine/units";
import { text } from "../../../src/words/text";

/** More would make every row of the table heavy; programs receive them all. */
const SHOWN = 3;

const words = text.alarms.why;

type ContributorsProps = {
  machineId: string | null;
  of: readonly Contributor[];
  /** The values are compared with limits that somebody set, not with expected values. */
  isLimit?: boolean;
};

/** The metrics that add most to an alarm: value, expected value, and share of the score. */
export function Contributors({ of, machineId, isLimit = false }: ContributorsProps) {
  return (
    <ul class="contributors">
      {of.slice(0, SHOWN).map((each) => (
        <li>
          <b>{text.metric(each.metric, machineId)}</b>{" "}
          <span>{wordsOf(each, isLimit)(each, unitOf(each.metric, machineId))}</span>
          <meter max={1} value={each.share} aria-label={words.share(percent(each.share * 100))} />
        </li>
      ))}
    </ul>
  );
}

/** An alarm on a limit may come to hold what a detector has learned: only that knows a spread. */
function wordsOf({ deviation_sd }: Contributor, isLimit: boolean) {
  return isLimit && deviation_sd === null ? againstLimit : comparison;
}

function comparison(
  { value, expected_value, deviation_percent, deviation_sd }: Contributor,
  unit: string,
): string {
  const was = text.alarms.measured(text.quantity(value, unit), text.quantity(expected_value, unit));
  return text.list([
    was,
    ...(deviation_percent === null || INTERVAL_UNITS.has(unit)
      ? []
      : [words.percent(signed(deviation_percent, percent))]),
    ...(deviation_sd === null ? [] : [words.sigma(signed(deviation_sd, (size) => formatTo(3, size)))]),
  ]);
}

/** An unchanged or silent sensor has no limit value: there is nothing to compare with. */
function againstLimit({ value, expected_value }: Contributor, unit: string): string {
  const was = text.quantity(value, unit);
  return value === expected_value ? was : text.alarms.limited(was, text.quantity(expected_value, unit));
}

const percent = (value: number) => formatValue(Math.round(value));

function signed(value: number, say: (size: number) => string): string {
  return `${value < 0 ? "−" : "+"}${say(Math.abs(value))}`;
}
