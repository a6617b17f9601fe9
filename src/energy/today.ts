type Tariff = { peakRate: number; offPeakRate: number; peakHours: { from: number; to: number } };
/** kWh by machine in a period. */
type Energy = (from: number, to: number) => Promise<Map<string, number>>;

/**
 * Energy and its cost since plant midnight. `now` in epoch milliseconds, rates per kWh, hours in plant time.
 */
export async function today(
  now: number,
  timezone: string,
  tariff: Tariff,
  energy: Energy,
): Promise<{ energyKwh: number; cost: number }> {
  const at = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
  // By the clock on the wall: on the days when it is put forward or back, 8:00 is not eight hours after
  // midnight.
  const hour = (hour: number) =>
    (hour === 24 ? at.startOfDay().add({ days: 1 }) : at.withPlainTime({ hour })).epochMilliseconds;
  const kwh = async (from: number, to: number) => {
    const drawn = from < now ? await energy(from, Math.min(to, now)) : new Map<string, number>();
    return drawn.values().reduce((sum, value) => sum + value, 0);
  };
  const { from, to } = tariff.peakHours;
  const [before, peak, after] = await Promise.all([
    kwh(hour(0), hour(from)),
    kwh(hour(from), hour(to)),
    kwh(hour(to), hour(24)),
  ]);
  return {
    energyKwh: before + peak + after,
    cost: (before + after) * tariff.offPeakRate + peak * tariff.peakRate,
  };
}
