import { expect, test } from "bun:test";
import { acknowledge } from "../../support/actions";
import { eventually } from "../../support/andon";
import { createRandom } from "../../../src/math/random";
import { iso, series, usePlant } from "./plant";

const plant = usePlant();
const { andon, machine, send, post, all, open, judged } = plant;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const STEP_MINUTES = 5;
const DAYS = 21;

/** A machine as most are: its day has a swing, its values have noise, its nights and weekends are calm. */
function ordinary() {
  const chance = createRandom(7);
  const noise = () => chance() + chance() + chance() - 1.5;
  return (at: number) => {
    const hour = (at % DAY_MS) / (60 * MINUTE_MS);
    const isWorking = hour >= 6 && hour < 22 && new Date(at).getUTCDay() % 6 !== 0;
    const outdoor = 15 + 8 * Math.sin(((hour - 9) * Math.PI) / 12) + noise();
    return {
      outdoor_temp_c: outdoor,
      power_kw: (isWorking ? 40 : 12) + 0.4 * outdoor + 2 * noise(),
      oil_temp_c: (isWorking ? 55 : 38) + 0.3 * outdoor + noise(),
    };
  };
}

test("21 days of history leave no open alarm; what was wrong in them is a finding, and answering it spoils no figure", async () => {
  const id = await machine("Press-1", { data_interval_seconds: STEP_MINUTES * 60, rated_power_kw: 90 });
  const values = ordinary();
  const count = (DAYS * DAY_MS) / (STEP_MINUTES * MINUTE_MS);
  const from = Date.now() - DAYS * DAY_MS;
  const fault = from + 17.5 * DAY_MS;
  const rows = Array.from({ length: count }, (_, index) => {
    const at = from + index * STEP_MINUTES * MINUTE_MS;
    const isFaulty = at >= fault && at < fault + 3 * 60 * MINUTE_MS;
    const { outdoor_temp_c, power_kw, oil_temp_c } = values(at);
    return `Press-1,${iso(at)},${outdoor_temp_c},${power_kw},${oil_temp_c + (isFaulty ? 45 : 0)}`;
  });
  const csv = `machine_id,timestamp,outdoor_temp_c,power_kw,oil_temp_c\n${rows.join("\n")}`;
  expect(await post(csv, "text/csv")).toMatchObject({ status: 202, accepted: count });
  await judged();
  expect(await open(id)).toEqual([]);
  const isOfFault = ({ detected_at }: { detected_at: string }) =>
    Math.abs(Date.parse(detected_at) - fault - 90 * MINUTE_MS) < 2.5 * 60 * MINUTE_MS;
  const { anomalies } = await andon.get(
    `/api/v1/anomaly/search?machine_id=${id}&limit=500`,
    plant.alarmsAnswer,
  );
  expect(anomalies.filter(isOfFault)).toHaveLength(1);
  expect(anomalies.length).toBeLessThanOrEqual(6);
  expect((await acknowledge(andon, anomalies[0]!.id, "Ada")).status).toBe(200);
  const answered = async () => /id="kpi-answered"[^]*?<dd>([^<]*)/.exec(await andon.text("/"))?.[1]?.trim();
  expect(await answered()).toMatch(/^(–|0:0\d|0)$/);
});

test("a gateway that was away for two hours and is still off opens one alarm with its true beginning", async () => {
  const id = await machine("Press-2", { data_interval_seconds: 10 });
  const begun = Date.now() - 30 * MINUTE_MS;
  const backlog = series(id, 720, () => ({}), 10).map((each, index) => ({
    ...each,
    metrics: {
      power_kw: Date.parse(each.timestamp) < begun ? 50 + Math.sin(index * 1.7) : 90 + Math.sin(index),
    },
  }));
  await send(backlog);
  const [alarm] = await eventually(async () => {
    const found = await open(id);
    return found.length > 0 && found;
  }, "the alarm");
  expect(Math.abs(Date.parse(alarm!.detected_at) - begun)).toBeLessThan(2 * MINUTE_MS);
  expect(await all(id)).toHaveLength(1);
});

test("a gateway that was away while a value was over its limit, and is back to normal, calls nobody, and says it", async () => {
  const id = await machine("Press-3", { data_interval_seconds: 10 });
  await plant.limits(id, [{ metric: "temp_c", high: 80 }]);
  await send(series(id, 720, (index) => ({ temp_c: index >= 300 && index < 360 ? 120 : 60 }), 10));
  await judged();
  expect(await open(id)).toEqual([]);
  expect(await all(id)).toMatchObject([{ metric_name: "temp_c", metric_value: 120 }]);
});
