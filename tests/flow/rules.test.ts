import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { openAlarms, register, sendReadings } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { refusalOf } from "../support/answers";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { listen } from "../support/socket";
import { useAndon, useRedis } from "../support/use";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const PATH = "/api/v1/alarms/rules";

const stored = z.looseObject({
  id: z.string(),
  name: z.string(),
  revision: z.number(),
  state: z.looseObject({
    open_alarms: z.number(),
    machines: z.number(),
    no_data: z.array(z.looseObject({ name: z.string(), metrics: z.array(z.string()) })),
    problems: z.array(z.string()),
  }),
});
const tested = z.looseObject({
  count: z.number(),
  days: z.number(),
  alarms: z.array(z.looseObject({ from: z.string(), to: z.string().nullable() })),
  machines: z.array(z.looseObject({ name: z.string(), raw_from: z.string().nullable(), values: z.number() })),
});

const reading = (machine: string, metrics: object, secondsAgo = 0) => ({
  machine_id: machine,
  timestamp: new Date(Date.now() - secondsAgo * SECOND_MS).toISOString(),
  metrics,
});
const above = (machine: string, limit: number, change: object = {}) => ({
  name: `Hot ${machine}`,
  scope: { kind: "machines", ids: [machine] },
  condition: { kind: "form", metric: "temp_c", comparison: "above", limit },
  ...change,
});

describe("on SQLite", () => rulesOf(useAndon()));

describeNeeding([whyNoPostgres, whyNoRedis], "on PostgreSQL", () => {
  const redis = useRedis();
  rulesOf(
    useAndon(async () => ({ REDIS_URL: redis.url, DATABASE_URL: await (await onePostgres()).fresh() })),
  );
});

function rulesOf(andon: TestAndon) {
  const add = (rule: object) => andon.post(PATH, rule, stored);
  const one = (id: string) => andon.get(`${PATH}/${id}`, stored);
  /** The metric is known before a rule may name it. */
  async function machineWith(name: string, metrics: object, secondsAgo = 120) {
    const id = await register(andon, name, { data_interval_seconds: 1 });
    await sendReadings(andon, [reading(name, metrics, secondsAgo)]);
    await eventually(async () => {
      const values = await andon.text(`/api/v1/machines/${id}/values`);
      return Object.keys(metrics).every((metric) => values.includes(`"${metric}"`));
    }, "its values are known");
    return id;
  }

  test(
    "a rule that is saved is judged with the next value: its alarm opens and clears on every screen",
    async () => {
      const id = await machineWith("Oven-1", { temp_c: 20 });
      await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
      const rule = await add(above("Oven-1", 80, { text: "Open the door", severity: "critical" }));
      expect(rule).toMatchObject({ scope: { kind: "machines", ids: [id] }, revision: 1 });
      await sendReadings(andon, [reading("Oven-1", { temp_c: 91 }, 2)]);
      const { data } = await socket.next("anomaly_detected");
      expect(data).toMatchObject({
        severity: "critical",
        metric: "temp_c",
        value: 91,
        detection_method: "rule",
        reason: expect.stringContaining("Hot Oven-1: temp_c 91 °C, above 80 °C. Open the door"),
      });
      expect((await one(rule.id)).state).toMatchObject({ open_alarms: 1, machines: 1, problems: [] });
      await sendReadings(andon, [reading("Oven-1", { temp_c: 20 })]);
      expect((await socket.next("anomaly_updated")).data).toMatchObject({ state: "cleared" });
    },
    SLOW_MACHINE_MS,
  );

  test(
    "a restart inside the time that a rule has to be so goes on where it was",
    async () => {
      const id = await machineWith("Oven-2", { temp_c: 20 });
      await add(above("Oven-2", 80, { for_seconds: 20 }));
      const [first, ...others] = [14, 12, 10, 8].map((ago) => reading("Oven-2", { temp_c: 90 }, ago));
      await sendReadings(andon, [first, ...others]);
      await andon.kill();
      await andon.start();
      await sendReadings(andon, [reading("Oven-2", { temp_c: 90 }, 6)]);
      expect(await openAlarms(andon, id)).toEqual([]);
      const alarm = await eventually(async () => {
        await sendReadings(andon, [reading("Oven-2", { temp_c: 90 })]);
        return (await openAlarms(andon, id))[0];
      }, "its alarm opens");
      expect(alarm.reason).toContain(`since ${first?.timestamp.slice(11, 19)}`);
    },
    SLOW_MACHINE_MS,
  );

  test(
    "a metric that is missing is no data: said so on the rule, and it ends no alarm",
    async () => {
      const id = await machineWith("Oven-3", { temp_c: 20, power_kw: 5 }, 6);
      const rule = await add(
        above("Oven-3", 0, { condition: { kind: "expression", expression: "temp_c > 80 && power_kw > 1" } }),
      );
      await sendReadings(andon, [reading("Oven-3", { temp_c: 90, power_kw: 5 }, 4)]);
      await eventually(async () => (await openAlarms(andon, id)).length === 1, "its alarm opens");
      await sendReadings(andon, [reading("Oven-3", { temp_c: 90 }, 2), reading("Oven-3", { temp_c: 90 })]);
      await eventually(
        async () => (await one(rule.id)).state.no_data[0]?.metrics.includes("power_kw"),
        "the rule says what is missing",
      );
      expect(await andon.text("/alarms/rules")).toMatch(/No data: Oven-3 \([^)]*power_kw\)/);
      expect(await openAlarms(andon, id)).toHaveLength(1);
    },
    SLOW_MACHINE_MS,
  );

  test(
    "a deleted rule leaves its alarm open, which says so and waits for a person",
    async () => {
      const id = await machineWith("Oven-4", { temp_c: 20 });
      const rule = await add(above("Oven-4", 80));
      await sendReadings(andon, [reading("Oven-4", { temp_c: 91 }, 5)]);
      await eventually(async () => (await openAlarms(andon, id)).length === 1, "its alarm opens");
      expect((await andon.send("DELETE", `${PATH}/${rule.id}`)).status).toBe(204);
      await sendReadings(andon, [reading("Oven-4", { temp_c: 20 })]);
      const [alarm] = await openAlarms(andon, id);
      expect(alarm?.reason).toContain("rule deleted");
      expect((await andon.send("PUT", `/api/v1/anomaly/${alarm?.id}/resolve`)).status).toBe(200);
      expect(await openAlarms(andon, id)).toEqual([]);
    },
    SLOW_MACHINE_MS,
  );

  test(
    "a rule about an area is judged by the newest values of its machines",
    async () => {
      const area = z.looseObject({ id: z.string() });
      const hall = await andon.post("/api/v1/areas", { name: "Hall 7" }, area);
      for (const name of ["Oven-5", "Oven-6"])
        await register(andon, name, { area: hall.id, data_interval_seconds: 10 });
      await sendReadings(andon, [reading("Oven-5", { flow_lpm: 20 }), reading("Oven-6", { flow_lpm: 20 })]);
      const condition = { kind: "expression", expression: "sum(flow_lpm) > 100" };
      await eventually(async () => {
        const answer = await andon.send("POST", PATH, {
          name: "Too much",
          scope: { kind: "area", id: "Hall 7" },
          condition,
        });
        return answer.status === 201 || answer.status === 409;
      }, "the metric is known");
      await sendReadings(andon, [reading("Oven-5", { flow_lpm: 60 }), reading("Oven-6", { flow_lpm: 60 })]);
      const alarm = await eventually(
        async () => (await openAlarms(andon)).find(({ machine_name }) => machine_name === "Hall 7"),
        "the area's alarm opens",
      );
      expect(alarm).toMatchObject({ machine_id: null, detection_method: "rule" });
      // A machine without that metric is none of the sum, so it lacks nothing.
      await register(andon, "Oven-9", { area: hall.id });
      const [rule] = (await andon.get(PATH, z.array(stored))).filter(({ name }) => name === "Too much");
      expect(rule?.state).toMatchObject({ machines: 3, no_data: [] });
    },
    SLOW_MACHINE_MS,
  );

  test(
    "what is wrong with a rule is said with its place, and nothing is stored",
    async () => {
      await machineWith("Oven-7", { temp_c: 20 });
      const of = (expression: string) =>
        above("Oven-7", 0, { condition: { kind: "expression", expression } });
      const refused = await refusalOf(await andon.send("POST", PATH, of("temp_c > 1 &&\n  tmp_c > 2")));
      expect(refused).toMatchObject({
        status: 400,
        details: [
          { field: "condition.expression", line: 2, column: 3, message: expect.stringContaining("temp_c") },
        ],
      });
      for (const wrong of [
        of('mode.matches("(a+)+$")'),
        of("sum(temp_c) > 1"),
        above("nobody", 1),
        above("Oven-7", 1, { shift: "Nobody's" }),
        above("Oven-7", 1, { condition: { kind: "form", metric: "temp", comparison: "above", limit: 1 } }),
        above("Oven-7", 1, {
          condition: { kind: "form", metric: "temp_c", comparison: "above", limit: 1, clears_at: 2 },
        }),
        { ...above("Oven-7", 1), more: 1 },
      ])
        expect([wrong, (await andon.send("POST", PATH, wrong)).status]).toEqual([wrong, 400]);
      expect((await andon.get(PATH, z.array(stored))).map(({ name }) => name)).not.toContain("Hot Oven-7");
      const page = await andon.submit("/alarms/rules/new", {
        where: "type",
        type: "other",
        name: "Wrong",
        severity: "warning",
        expression: "tmp_c > 2",
      });
      expect(page.status).toBe(400);
      expect(await page.text()).toContain("line 1, column 1");
    },
    SLOW_MACHINE_MS,
  );

  test(
    "a back-test says how often it would have been an alarm in the last month, and from what",
    async () => {
      const name = "Oven-8";
      await register(andon, name, { data_interval_seconds: 60 });
      const hot = (minute: number) => minute % 60 < 5;
      await sendReadings(
        andon,
        Array.from({ length: 600 }, (_, minute) => ({
          machine_id: name,
          timestamp: new Date(Date.now() - (600 - minute) * MINUTE_MS).toISOString(),
          metrics: { temp_c: hot(minute) ? 90 : 20 },
        })),
      );
      await sendReadings(andon, [reading(name, { temp_c: 20 })]);
      await eventually(
        async () => (await andon.send("POST", `${PATH}/back-test`, above(name, 80))).status === 200,
        "the metric is known",
      );
      const found = await andon.post(`${PATH}/back-test`, above(name, 80), tested);
      expect(found).toMatchObject({ count: 10, days: 30, machines: [{ name, no_data: 0 }] });
      expect(found.machines[0]?.values).toBeGreaterThan(590);
      const lasting = await andon.post(`${PATH}/back-test`, above(name, 80, { for_seconds: 600 }), tested);
      expect(lasting.count).toBe(0);
    },
    SLOW_MACHINE_MS,
  );
}
