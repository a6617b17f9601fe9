import { expect, test } from "bun:test";
import { z } from "zod";
import { register, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { useAndon } from "../support/use";

const andon = useAndon();

const MINUTE_MS = 60_000;
const PATH = "/api/v1/metric-settings";
const events = z.object({ events: z.array(z.record(z.string(), z.unknown())) });

/** A meter that counts up by 2 kWh a minute, as this hour has had minutes so far. */
const meter = (machine: string) => {
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const minutes = Math.max(2, Math.floor((Date.now() - hour) / MINUTE_MS));
  return Array.from({ length: minutes }, (_, place) => ({
    machine_id: machine,
    timestamp: new Date(Date.now() - (minutes - 1 - place) * MINUTE_MS).toISOString(),
    metrics: { power_kw: 60, m1: 2 * place },
  }));
};

test("a metric that is set to a counter of kWh is the machine's energy within seconds, and no more once it is not", async () => {
  const id = await register(andon, "Oven-1", { data_interval_seconds: 60 });
  await sendReadings(andon, meter("Oven-1"));
  const told = async (what: string) =>
    (await andon.get(`/api/v1/events?machine_id=${id}&type=system_alert`, events)).events.some((event) =>
      String(event["message"]).includes(what),
    );
  const put = async (kind: string) => {
    const entry = { metric: "m1", machine_id: "Oven-1", unit: "kWh", kind };
    expect((await andon.send("PUT", PATH, entry)).status).toBe(200);
  };
  await put("counter");
  await eventually(() => told("is read from its counter m1"), "the counter is read");
  await put("gauge");
  await eventually(() => told("is read from its power power_kw"), "the power is read");
});
