import { expect, test } from "bun:test";
import { notKnownSince } from "../../../src/domain/alarm/not_known";
import type { Contributor } from "../../../src/domain/alarm/alarm";

const contributor = (metric: string) => ({ metric }) as Contributor;
const alarm = {
  state: "new",
  metric: "temp_c",
  contributors: ["temp_c", "oil_bar"].map(contributor),
} as const;

test("an alarm is not known of since the metric that stopped first, after three missed intervals", () => {
  const newest: Record<string, number> = { temp_c: 50_000, oil_bar: 20_000, power_kw: 90_000 };
  const since = (
    now: number,
    of: Parameters<typeof notKnownSince>[0] = { ...alarm, contributors: [...alarm.contributors] },
  ) => notKnownSince(of, (metric) => newest[metric], now, 10);
  expect(since(50_000)).toBeUndefined();
  expect(since(50_001)).toBe(20_000);
  expect(since(80_001, { state: "acknowledged", metric: "temp_c" })).toBe(50_000);
  expect(since(80_001, { state: "cleared", metric: "temp_c" })).toBeUndefined();
  expect(since(80_001, { state: "new", metric: null })).toBeUndefined();
  expect(since(80_001, { state: "new", metric: "never_sent" })).toBeUndefined();
});
