import type { Random } from "../../random";
import { type Manner, sentAs, without } from "../manner";

const DIRTY_CHANCE = 0.05;
/** Python writes it so, and no JSON can say it. */
const BARE_NAN = "\u0001NaN\u0001";
const BAD = [null, BARE_NAN, "Bad", "", [], "1,5"] as const;

/**
 * Every number as text or as a number by turns, and among the values null, a bare NaN, "Bad" and other
 * litter.
 */
export const dirty: Manner =
  ({ random }) =>
  (measured) => {
    const bad = random.chance(DIRTY_CHANCE)
      ? drawn(Object.keys(measured.metrics), random)
      : new Set<string>();
    const metrics = Object.fromEntries(
      Object.entries(measured.metrics).map(([metric, value]): [string, unknown] => {
        if (bad.has(metric)) return [metric, BAD[Math.floor(random.uniform(0, BAD.length))]];
        return [metric, random.chance(0.3) ? String(value) : value];
      }),
    );
    const body = JSON.stringify(sentAs(measured, { metrics })).replaceAll(JSON.stringify(BARE_NAN), "NaN");
    return { messages: [{ afterMs: 0, body }], good: [without(measured, bad)] };
  };

/** One or two of the metrics. */
function drawn(metrics: readonly string[], random: Random): Set<string> {
  const one = () => metrics[Math.floor(random.uniform(0, metrics.length))] ?? "";
  return new Set(random.chance(0.5) ? [one()] : [one(), one()]);
}
