import type { TypedSpan } from "../../../../views/settings/form_parts";
import type { SiteChange } from "../../../domain/site/settings";
import { text } from "../../../words/text";
import { parseChange, typedSpans, typedText } from "./site_form";

/** A shift as it was typed. */
export type TypedShift = TypedSpan & { name: string };
/** What was typed into the form that was refused, and why. */
export type Refused = {
  problem: string;
  shifts?: readonly TypedShift[];
  shift_timezone?: string;
  holidays?: string;
};

type Parsed = { change: SiteChange } | Refused;

/**
 * The shifts of a form: those without a name are left out.
 * @param isPinned the environment sets the shifts
 */
export function parseShifts(form: Record<string, unknown>, isPinned: boolean): Parsed {
  const shifts = typedSpans(form).map(({ index, ...span }) => ({
    ...span,
    name: typedText(form, `name.${index}`),
  }));
  const named = shifts.filter(({ name }) => name !== "");
  const shift_timezone = typedText(form, "shift_timezone");
  const asked = { shift_timezone: shift_timezone || null, ...(isPinned ? {} : { shifts: named }) };
  const parsed = parseChange(asked, (index) => named[index]?.name ?? "");
  return "change" in parsed ? parsed : { ...parsed, shift_timezone, ...(isPinned ? {} : { shifts: named }) };
}

/** The holidays of a form, one a line: a date, a blank, a name. */
export function parseHolidays(form: Record<string, unknown>): Parsed {
  const holidays = typedText(form, "holidays");
  const lines = holidays
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const parts = lines.map((line) => {
    const [date = "", ...name] = line.split(/\s+/);
    return { date, name: name.join(" ") };
  });
  const nameless = parts.find(({ name }) => name === "");
  if (nameless) return { problem: text.shifts.holidayNeedsName(nameless.date), holidays };
  const parsed = parseChange({ holidays: parts }, (index) => lines[index] ?? "");
  return "change" in parsed ? parsed : { ...parsed, holidays };
}
