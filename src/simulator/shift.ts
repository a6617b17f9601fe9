import { DAY_MS, HOUR_MS } from "../domain/time_units";

/**
 * How busy the plant is at this instant (UTC): 1 Monday to Friday from 06 to 22 h, 0.5 in their nights, 0.3
 * at weekends.
 */
export function shiftFactor(at: number): number {
  const weekday = new Date(at).getUTCDay();
  if (weekday === 0 || weekday === 6) return 0.3;
  return isDay(at) ? 1 : 0.5;
}

/** From 06 to 22 h UTC. */
export function isDay(at: number): boolean {
  const hour = Math.floor((at % DAY_MS) / HOUR_MS);
  return hour >= 6 && hour < 22;
}

// °C around the yearly mean, from January on.
const SEASON_C = [-10, -10, 0, 5, 10, 15, 15, 15, 10, 5, 0, -10] as const;
const YEARLY_MEAN_C = 15;
const DAILY_SWING_C = 3.5;
const WARMEST_HOUR = 15;
const WEATHER_SWING_C = 1.5;
const WEATHER_DAYS = [2.7, 6.1] as const;

/**
 * Outdoor temperature in °C: yearly mean, season, hour and the weather of the day, within 5 °C of the season.
 * That deviation moves as slowly as real air, so that a jump means something.
 */
export function outdoorTemperature(at: number): number {
  const days = at / DAY_MS;
  const hourly = DAILY_SWING_C * Math.cos(2 * Math.PI * (days - WARMEST_HOUR / 24));
  const weather = WEATHER_DAYS.reduce((sum, period) => sum + Math.sin((2 * Math.PI * days) / period), 0);
  return YEARLY_MEAN_C + season(at) + hourly + (WEATHER_SWING_C * weather) / WEATHER_DAYS.length;
}

// Interpolate between the middles of months: a step on the first would look like a fault of every machine.
function season(at: number): number {
  const date = new Date(at);
  const monthDays = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  const share = (date.getUTCDate() - 1 + (at % DAY_MS) / DAY_MS) / monthDays - 0.5;
  const here = SEASON_C[date.getUTCMonth()] ?? 0;
  const near = SEASON_C[(date.getUTCMonth() + Math.sign(share) + 12) % 12] ?? 0;
  return here + Math.abs(share) * (near - here);
}
