import { isCurrencyCode } from "../domain/site/currency";

type Forms = { one: string; other: string };
type Unit = "millisecond" | "second" | "minute" | "hour" | "day";

const NARROW = { currencyDisplay: "narrowSymbol" } as const;

/** From this many of a smaller unit on, a duration is told in the next larger one. */
const SECONDS_UP_TO = 90;
const MINUTES_UP_TO = 90;
const HOURS_UP_TO = 48;

/**
 * Counts and durations as a language writes them. Formatters are made once: each costs more than drawing a
 * row.
 */
export function formatsOf(language: string) {
  const rules = new Intl.PluralRules(language);
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  // Node 20, on which a test serves the same app, has no Intl.DurationFormat.
  const twoDigits = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });
  const units = {
    millisecond: unitFormat(language, "millisecond"),
    second: unitFormat(language, "second"),
    minute: unitFormat(language, "minute"),
    hour: unitFormat(language, "hour"),
    day: unitFormat(language, "day"),
  };

  /** A whole number in full, however large: "12 345". */
  const integer = (value: number) => grouped(whole, value);

  /** "1 alarm", "1 200 alarms". */
  const counted = (count: number, { one, other }: Forms) =>
    `${integer(count)} ${rules.select(count) === "one" ? one : other}`;

  /** A duration in milliseconds, in the one unit that fits: "80 sec", "5 min", "3 hr", "2 days". */
  function duration(milliseconds: number): string {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    if (seconds < SECONDS_UP_TO) return units.second.format(seconds);
    const minutes = Math.round(seconds / 60);
    if (minutes < MINUTES_UP_TO) return units.minute.format(minutes);
    const hours = Math.round(minutes / 60);
    return hours < HOURS_UP_TO ? units.hour.format(hours) : units.day.format(Math.round(hours / 24));
  }

  /** A response time in milliseconds: "12 ms", "1.25 sec". */
  function latency(milliseconds: number): string {
    if (milliseconds >= 1000) return grouped(units.second, milliseconds / 1000);
    return units.millisecond.format(Math.max(1, Math.round(milliseconds)));
  }

  /** A duration in milliseconds as minutes and seconds: "0:21". */
  function minutesAndSeconds(milliseconds: number): string {
    const seconds = Math.round(milliseconds / 1000);
    return `${whole.format(Math.floor(seconds / 60))}:${twoDigits.format(seconds % 60)}`;
  }

  return { integer, counted, duration, latency, minutesAndSeconds, ...moneyFormats(language) };
}

/** Amounts as a language writes them. */
function moneyFormats(language: string) {
  const formats = new Map<string, Intl.NumberFormat>();

  function currencyFormat(currency: string): Intl.NumberFormat {
    const known = formats.get(currency);
    if (known) return known;
    const made = new Intl.NumberFormat(language, { style: "currency", currency, ...NARROW });
    formats.set(currency, made);
    return made;
  }

  /** An amount in a currency of ISO 4217, with as many decimals as it has: "$0.04", "¥120". */
  const money = (amount: number, currency: string) =>
    isCurrencyCode(currency) ? grouped(currencyFormat(currency), amount) : `${currency}${amount.toFixed(2)}`;

  /** The sign of a currency as amounts bear it: "$", "CHF". */
  function currencySign(currency: string): string {
    if (!isCurrencyCode(currency)) return currency;
    const parts = currencyFormat(currency).formatToParts(0);
    return parts.find(({ type }) => type === "currency")?.value ?? currency;
  }

  return { money, currencySign };
}

function unitFormat(language: string, unit: Unit): Intl.NumberFormat {
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumSignificantDigits: 3,
    maximumFractionDigits: 0,
    roundingPriority: "morePrecision",
  });
}

/**
 * A number with thin spaces between thousands: a comma or a point there is a decimal sign to half of the
 * world.
 */
function grouped(format: Intl.NumberFormat, value: number): string {
  return format
    .formatToParts(value)
    .map(({ type, value: part }) => (type === "group" ? "\u202f" : part))
    .join("");
}
