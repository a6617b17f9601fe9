import { peaksBetween, type Tariff } from "../domain/site/tariff";

/** kWh by machine in a period. */
type Energy = (from: number, to: number) => Promise<Map<string, number>>;

/** Energy and its cost since midnight by the tariff's clock. `now` in epoch milliseconds. */
export async function today(
  now: number,
  tariff: Tariff,
  energy: Energy,
): Promise<{ energyKwh: number; cost: number }> {
  const begun = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(tariff.timezone).startOfDay();
  const from = begun.epochMilliseconds;
  const stretches = stretchesOf(tariff, from, now);
  const drawn = await Promise.all(stretches.map((stretch) => energy(stretch.from, stretch.to)));
  const kwh = drawn.map((byMachine) => byMachine.values().reduce((sum, value) => sum + value, 0));
  const costs = stretches.map(
    ({ isPeak }, place) => kwh[place]! * (isPeak ? tariff.peakRate : tariff.offPeakRate),
  );
  return { energyKwh: sumOf(kwh), cost: sumOf(costs) };
}

/** [from, to) in the parts that cost one rate each. */
function stretchesOf(tariff: Tariff, from: number, to: number) {
  const peaks = peaksBetween(tariff, from, to).map((peak) => ({
    from: Math.max(peak.from, from),
    to: Math.min(peak.to, to),
    isPeak: true,
  }));
  const before = peaks.map((peak, place) => ({
    from: peaks[place - 1]?.to ?? from,
    to: peak.from,
    isPeak: false,
  }));
  const rest = { from: peaks.at(-1)?.to ?? from, to, isPeak: false };
  return [...before, ...peaks, rest].filter((stretch) => stretch.from < stretch.to);
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
