import { foldName } from "../domain/text";

const MAX_CHARACTERS = 80;
/** Names from outside are remembered, but not without end. */
const REMEMBERED = 20_000;

/** A metric's name as it is kept, and what it says about the values. */
export type MetricName = {
  /** Undefined: this is no name for a metric. */
  name: string | undefined;
  /** It counts up by its name: any number is plausible. */
  isCount: boolean;
  isEnergy: boolean;
  isPower: boolean;
  /** Kilowatts of one unit of a power, where its name says the unit. */
  kw: number | undefined;
};

const COUNTS = new Set(
  `count counts counter cnt total totals totalizer totaliser cumulative cum cycles pulses parts pieces shots
  strokes starts hours runtime uptime odometer produced lifetime sequence seq`.split(/\s+/),
);
const ENERGIES = new Set(["energy", "kwh", "wh", "mwh"]);
/** A boiler gives many times the power that it is rated to draw. */
const NOT_ELECTRIC = new Set(["thermal", "heat", "heating", "cooling", "reactive", "apparent"]);
const KW_OF_UNIT: Record<string, number> = { kw: 1, w: 0.001 };

/** Blanks may make a name longer than it is, but not for ever. */
const LONGEST_SENT = 1_000;
const NO_NAME: MetricName = {
  name: undefined,
  isCount: false,
  isEnergy: false,
  isPower: false,
  kw: undefined,
};

const remembered = new Map<string, MetricName>();

/** Reads a metric's name as it was sent. */
export function metricName(sent: string): MetricName {
  if (sent.length > LONGEST_SENT) return NO_NAME;
  const known = remembered.get(sent);
  if (known) return known;
  if (remembered.size >= REMEMBERED) remembered.clear();
  const read = readName(sent);
  remembered.set(sent, read);
  return read;
}

function readName(sent: string): MetricName {
  const name = foldName(sent);
  // JavaScript keeps "__proto__" for itself.
  const isText = sent.isWellFormed() && !name.includes("\0");
  const isName = isText && name !== "" && name.length <= MAX_CHARACTERS && name !== "__proto__";
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  const isEnergy = words.some((word) => ENERGIES.has(word));
  const isElectric = !words.some((word) => NOT_ELECTRIC.has(word));
  const isPower =
    isElectric &&
    (last === "kw" || last === "power" || (words.includes("power") && "w mw".split(" ").includes(last)));
  return {
    name: isName ? name : undefined,
    isCount: words.some((word) => COUNTS.has(word)),
    isEnergy,
    isPower,
    kw: isPower ? KW_OF_UNIT[last] : undefined,
  };
}

/** "partsCount", "Parts count" and "parts_count" are the same words. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
