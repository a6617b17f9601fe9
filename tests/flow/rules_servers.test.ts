import { expect, test } from "bun:test";
import { z } from "zod";
import { openAlarms, register, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { describeNeeding } from "../support/needs";
import { whyNoPostgres } from "../support/postgres";
import { whyNoRedis } from "../support/redis";
import { useTwoServers } from "./two_servers";

const SECOND_MS = 1000;
const stored = z.looseObject({ id: z.string() });

const hot = (machine: string, secondsAgo: number, temp_c = 90) => ({
  machine_id: machine,
  timestamp: new Date(Date.now() - secondsAgo * SECOND_MS).toISOString(),
  metrics: { temp_c },
});

describeNeeding([whyNoRedis, whyNoPostgres], "rules on two servers", () => {
  const { roles } = useTwoServers();

  test("a rule that is saved on the server that does not judge is judged within seconds, and deleted there too", async () => {
    const { leader, other } = await roles();
    const id = await register(other, "Oven-1", { data_interval_seconds: 1 });
    await sendReadings(other, [hot("Oven-1", 300, 20)]);
    const rule = {
      name: "Hot",
      scope: { kind: "machines", ids: ["Oven-1"] },
      condition: { kind: "form", metric: "temp_c", comparison: "above", limit: 80 },
    };
    const saved = await eventually(async () => {
      const answer = await other.send("POST", "/api/v1/alarms/rules", rule);
      return answer.status === 201 && stored.parse(await answer.json());
    }, "the metric is known there");
    await eventually(async () => {
      await sendReadings(other, [hot("Oven-1", 0)]);
      return (await openAlarms(leader, id)).length === 1;
    }, "its alarm opens");
    expect((await other.send("DELETE", `/api/v1/alarms/rules/${saved.id}`)).status).toBe(204);
    const [alarm] = await openAlarms(leader, id);
    expect(alarm?.reason).toContain("rule deleted");
  });

  test("the server that takes over goes on inside the time that a rule has to be so", async () => {
    const { leader, other } = await roles();
    const id = await register(other, "Oven-2", { data_interval_seconds: 5 });
    await sendReadings(other, [hot("Oven-2", 300, 20)]);
    const rule = {
      name: "Hot for long",
      scope: { kind: "machines", ids: ["Oven-2"] },
      condition: { kind: "form", metric: "temp_c", comparison: "above", limit: 80 },
      for_seconds: 40,
    };
    await eventually(
      async () => (await leader.send("POST", "/api/v1/alarms/rules", rule)).status === 201,
      "the rule is saved where it is judged",
    );
    const first = hot("Oven-2", 40);
    await sendReadings(other, [first, hot("Oven-2", 35), hot("Oven-2", 30), hot("Oven-2", 25)]);
    await leader.kill();
    try {
      const alarm = await eventually(async () => {
        await sendReadings(other, [hot("Oven-2", 0)]);
        return (await openAlarms(other, id))[0];
      }, "its alarm opens");
      expect(alarm.reason).toContain(`since ${first.timestamp.slice(11, 19)}`);
    } finally {
      await leader.start();
    }
  });
});
