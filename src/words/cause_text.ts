import type { Cause, WordCause } from "../domain/alarm/cause";
import { formatValue, unitOf } from "../domain/machine/metric";
import { INTERVAL_UNITS } from "../domain/machine/units";
import { plantClock } from "../domain/plant_time";
import { en } from "./en/catalogue";
import { type Catalogue, text } from "./text";

type Of<Kind extends Cause["kind"]> = Extract<Cause, { kind: Kind }>;
/** The words that causes need of a language. */
type CauseWords = Pick<Catalogue, "causes" | "metric" | "money" | "quantity">;
/** Whose metric settings hold, and the zone in which since when it is so is told; without it that is left out. */
type Telling = { machineId: string | null; timezone?: string };

/** A value so near to the expected one is not abnormal by itself, per cent. */
const AS_EXPECTED_PERCENT = 0.5;
/** The same for what has no percentage, in standard deviations. */
const AS_EXPECTED_SD = 0.5;
/**
 * Near zero a share says nothing (5 beside 0.01 is 50,000 %), so from here on the distance is given in sd.
 */
const FAR_PERCENT = 1000;

/** Metrics that are differences themselves, with the unit that their name does not say. */
const DIFFERENCES: ReadonlyMap<string, string> = new Map([["baseline_deviation", "kWh"]]);

/** The sentence of each comparison of a rule. */
const RULE_FORM = {
  above: "ruleAbove",
  at_least: "ruleAtLeast",
  below: "ruleBelow",
  at_most: "ruleAtMost",
} as const;

/** The sentence of a cause as it is drawn: "Power 71.4 kW, above its limit of 50 kW; since 10:00:04". */
export function causeText(cause: Cause, { machineId, timezone }: Telling, words: CauseWords = text): string {
  const sentence = sentenceOf(cause, machineId, words);
  const since = "since" in cause ? cause.since : undefined;
  if (since === undefined || timezone === undefined) return sentence;
  return words.causes.since(sentence, plantClock(since, timezone));
}

/** Words causes for other programs and for the database: in English, whatever pages speak. */
export function englishCauses(timezone: string): WordCause {
  return (cause, machineId) => causeText(cause, { machineId, timezone }, en);
}

function sentenceOf(cause: Cause, machineId: string | null, words: CauseWords): string {
  const { causes, metric: labelOf, quantity } = words;
  const of = (value: number, metric: string) => quantity(value, unitOf(metric, machineId));
  const measured = ({ metric, value }: { metric: string; value: number }) =>
    causes.measured(labelOf(metric, machineId), of(value, metric));
  switch (cause.kind) {
    case "deviation":
      return deviationText(cause, machineId, words);
    case "limit": {
      const say = cause.side === "above" ? causes.aboveLimit : causes.belowLimit;
      return say(measured(cause), of(cause.limit, cause.metric));
    }
    case "rate":
      return causes.tooFast(measured(cause), of(cause.limit_per_minute, cause.metric));
    case "flat":
      return causes.flat(measured(cause), cause.allowed_minutes);
    case "silence":
      return cause.metric === null
        ? causes.silent(cause.allowed_minutes)
        : causes.metricSilent(labelOf(cause.metric, machineId), cause.allowed_minutes);
    case "fault":
      return causes.fault(cause.mode);
    case "implausible":
      return causes.implausible(measured(cause));
    case "rule":
      return ruleText(cause, machineId, words);
    case "baseline":
      return baselineText(cause, words);
    case "peak_power":
    case "idle_power":
      return tollText(cause, words);
    case "energy_source":
      return causes.energySource(cause.machine, cause.source, cause.metric);
    case "accepted_as_normal":
      return causes.accepted(cause.by, cause.machine);
  }
}

/**
 * "Power 71.4 kW, 44 % above expected 49.6". Of what has no natural zero the difference is said:
 * "Machine temp 49.2 °C, 8.2 °C above expected 41".
 */
function deviationText(
  { metric, value, expected_value, deviation_percent: percent, deviation_sd }: Of<"deviation">,
  machineId: string | null,
  { causes, metric: labelOf, quantity }: CauseWords,
): string {
  const sd = deviation_sd ?? 0;
  const unit = DIFFERENCES.get(metric) ?? unitOf(metric, machineId);
  const measured = causes.measured(labelOf(metric, machineId), quantity(value, unit));
  const isDifference = INTERVAL_UNITS.has(unit) || DIFFERENCES.has(metric);
  const isOrdinary = isDifference
    ? Math.abs(sd) < AS_EXPECTED_SD
    : percent !== null && Math.abs(percent) < AS_EXPECTED_PERCENT;
  if (isOrdinary) return causes.unusual(measured);
  const isFar = percent === null || Math.abs(percent) >= FAR_PERCENT;
  const distance = isDifference
    ? quantity(Math.abs(value - expected_value), unit)
    : isFar
      ? causes.standardDeviations(formatValue(Math.abs(sd)))
      : causes.percent(Math.abs(percent).toFixed(0));
  const isBelow = value < expected_value || (value === expected_value && sd < 0);
  return (isBelow ? causes.below : causes.above)(measured, distance, formatValue(expected_value));
}

/** The name of a rule, what it has found, and what its makers say: "Hot press: Temp 91 °C, above 80 °C. Open the valve". */
function ruleText(
  cause: Of<"rule">,
  machineId: string | null,
  { causes, metric: labelOf, quantity }: CauseWords,
): string {
  const { name, text: says, metric, value, comparison, limit, expression = "" } = cause;
  const of = (number: number) => quantity(number, metric === null ? "" : unitOf(metric, machineId));
  const isForm = comparison !== undefined && limit !== undefined && metric !== null && value !== null;
  const found = isForm
    ? causes[RULE_FORM[comparison]](name, causes.measured(labelOf(metric, machineId), of(value)), of(limit))
    : causes.ruleExpression(name, expression);
  const whole = says === "" ? found : causes.ruleSays(found, says);
  return cause.deleted ? causes.ruleDeleted(whole) : whole;
}

/** An energy beside the expectation, as on a bill: "Used 0.28 kWh less than the expected 0.6 kWh ($0.03)". */
function baselineText(
  { kwh, expected_kwh, cost, currency }: Of<"baseline">,
  { causes, quantity, money }: CauseWords,
): string {
  const say = kwh < 0 ? causes.usedLess : causes.usedMore;
  const used = say(quantity(Math.abs(kwh), "kWh"), quantity(expected_kwh, "kWh"));
  const worth = money(Math.abs(cost), currency);
  // Less than half a cent, or half a yen, is no money worth naming.
  return worth === money(0, currency) ? used : causes.worth(used, worth);
}

/** A waste of power with what it has cost: "Press-1 is idle …: 0.25 kWh, $0.04 so far". */
function tollText(cause: Of<"peak_power" | "idle_power">, words: CauseWords): string {
  const { causes, quantity, money } = words;
  const { kwh, cost, currency, minutes } = cause.toll;
  const what = wasteOf(cause, words);
  const [energy, spent] = [quantity(kwh, "kWh"), money(cost, currency)];
  return minutes === null
    ? causes.costSoFar(what, energy, spent)
    : causes.costInAll(what, energy, spent, minutes);
}

function wasteOf(cause: Of<"peak_power" | "idle_power">, { causes, quantity }: CauseWords): string {
  const isOver = cause.state === "closed";
  const power = quantity(cause.power_kw, "kW");
  if (cause.kind === "idle_power")
    return isOver ? causes.idleOver(cause.machine) : causes.idle(cause.machine, power);
  const limit = quantity(cause.limit_kw, "kW");
  return isOver ? causes.peakOver(limit) : causes.peak(power, limit, cause.most_by);
}
