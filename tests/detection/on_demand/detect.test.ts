import { expect, test } from "bun:test";
import { detectAnomalies, detectedAlarm } from "../../../src/detection/on_demand/detect";
import type { FeatureRows } from "../../../src/detection/on_demand/feature_rows";
import { createRandom } from "../../../src/math/random";
import { reasonOf } from "../../support/words";

const HOUR_MS = 3_600_000;
const COMPRESSOR = { id: "c1", name: "Compressor-1", type: "compressor" as const };

/** Hours of power around 49.6 kW (sd about 1) and temperature around 60 °C, with some hours replaced. */
function hours(count: number, seed: number, odd: Record<number, number[]> = {}): FeatureRows {
  const chance = createRandom(seed);
  const noise = () => (chance() + chance() + chance() - 1.5) * 2;
  const rows = Array.from({ length: count }, (_, hour) => {
    const usual = [49.6 + noise(), 60 + noise()];
    return odd[hour] ?? usual;
  });
  return {
    at: Float64Array.from({ length: count }, (_, hour) => hour * HOUR_MS),
    names: ["avg_power_kw", "avg_machine_temp_c"],
    rows: Float64Array.from(rows.flat()),
  };
}

const learning = hours(300, 1);

test("a planted hour is found, and named by the feature that deviates", async () => {
  const asked = hours(48, 2, { 20: [71.4, 60] });
  const { anomalies } = await detectAnomalies({ learning, asked, contamination: 0.01 });
  const [found] = anomalies.toSorted((a, b) => b.confidence_score - a.confidence_score);
  expect(found).toMatchObject({
    at: 20 * HOUR_MS,
    metric: "power_kw",
    value: 71.4,
    severity: "critical",
    anomaly_type: "power_anomaly",
    cause: { kind: "deviation", metric: "power_kw", value: 71.4 },
  });
  expect(reasonOf(found!)).toBe("Power 71.4 kW, 44 % above expected 49.6");
  expect(found!.expected_value).toBeCloseTo(49.6, 0);
  expect(found!.deviation_percent).toBeCloseTo(44, 0);
  expect(found!.deviation_sd).toBeGreaterThan(10);
  expect(found!.confidence_score).toBeGreaterThan(0.6);
});

test("a quiet period is judged by the learning period, not flagged by its share", async () => {
  const { anomalies, fitted_on } = await detectAnomalies({
    learning: hours(300, 1, { 3: [80, 90], 4: [20, 30], 5: [80, 30] }),
    asked: hours(200, 3),
    contamination: 0.01,
  });
  expect(fitted_on).toBe("learning period");
  expect(anomalies.length).toBeLessThan(4);
});

test("severity follows the deviation: two sd warn, three are critical", async () => {
  const sd = 1; // of the noise above
  const asked = hours(48, 2, { 10: [49.6 + 2.5 * sd, 60], 30: [49.6, 60 - 4 * sd] });
  const { anomalies } = await detectAnomalies({ learning, asked, contamination: 0.1 });
  const at = (hour: number) => anomalies.find((found) => found.at === hour * HOUR_MS);
  expect(at(10)).toMatchObject({ severity: "warning", metric: "power_kw" });
  expect(at(30)).toMatchObject({ severity: "critical", anomaly_type: "temperature_anomaly" });
});

test("a normal hour of the day is found at night, and a warm week is no fault of the machine", async () => {
  const chance = createRandom(4);
  const rows = (weeks: number, degrees: number, odd?: number): FeatureRows => ({
    at: Float64Array.from({ length: weeks * 168 }, (_, hour) => hour * HOUR_MS),
    names: ["avg_outdoor_temp_c", "avg_power_kw"],
    rows: Float64Array.from(
      Array.from({ length: weeks * 168 }, (_, hour) => {
        const outdoor = degrees + 5 * Math.sin(hour / 30) + chance();
        const busy = hour % 24 >= 6 && hour % 24 < 22;
        return [outdoor, (busy || hour === odd ? 50 : 20) + outdoor / 2 + chance()];
      }).flat(),
    ),
  });
  const night = 50; // 02:00 of the third day
  const { anomalies } = await detectAnomalies({
    learning: rows(4, 15),
    asked: rows(1, 30, night),
    contamination: 0.005,
  });
  expect(anomalies.find(({ at }) => at === night * HOUR_MS)).toMatchObject({
    metric: "power_kw",
    severity: "critical",
  });
  expect(anomalies.length).toBeLessThan(8);
  expect(new Set(anomalies.map(({ metric }) => metric))).toEqual(new Set(["power_kw"]));
});

test("with fewer than 50 learning rows the asked period judges itself and says so", async () => {
  const asked = hours(60, 2, { 20: [71.4, 60] });
  const answer = await detectAnomalies({ learning: hours(49, 1), asked, contamination: 0.05 });
  expect(answer.fitted_on).toBe("asked period");
  expect(answer.anomalies.map(({ at }) => at)).toContain(20 * HOUR_MS);
});

test("hours in maintenance are neither judged nor learned from", async () => {
  const unjudged = Array.from({ length: 48 }, (_, hour) => hour === 20);
  const asked = { ...hours(48, 2, { 20: [0, 20] }), unjudged };
  const answer = await detectAnomalies({ learning, asked, contamination: 0.01 });
  expect(answer.total_data_points).toBe(47);
  expect(answer.anomalies.map(({ at }) => at)).not.toContain(20 * HOUR_MS);
});

test("a missing value is taken as the learning mean, not as 0", async () => {
  const asked = hours(48, 2, { 20: [NaN, 60] });
  const { anomalies } = await detectAnomalies({ learning, asked, contamination: 0.01 });
  expect(anomalies.map(({ at }) => at)).not.toContain(20 * HOUR_MS);
});

test("of no rows nothing is found", async () => {
  const answer = await detectAnomalies({ learning, asked: hours(0, 1), contamination: 0.1 });
  expect(answer).toMatchObject({ total_data_points: 0, threshold: null, anomalies: [] });
});

test("a long period is scored in slices, with a pause for others between them", async () => {
  let pauses = 0;
  const pause = async () => void pauses++;
  await detectAnomalies({ learning, asked: hours(5000, 2), contamination: 0.1, pause });
  expect(pauses).toBe(2);
});

test("a detected row becomes an open alarm of origin detect", async () => {
  const asked = hours(48, 2, { 20: [71.4, 60] });
  const { anomalies } = await detectAnomalies({ learning, asked, contamination: 0.01 });
  const found = anomalies.find(({ at }) => at === 20 * HOUR_MS)!;
  expect(detectedAlarm(found, COMPRESSOR, () => "a1")).toMatchObject({
    id: "a1",
    machine_id: "c1",
    machine_type: "compressor",
    state: "new",
    origin: "detect",
    detection_method: "isolation_forest",
    unit: "kW",
    opened_at: 20 * HOUR_MS,
    score: found.confidence_score,
  });
});
