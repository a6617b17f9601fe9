import { afterAll, expect, test } from "bun:test";
import { z } from "zod";
import { acknowledge, openAlarms, register, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { testClock } from "../support/clock";
import { SLOW_MACHINE_MS } from "../support/needs";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";

const clock = testClock();
afterAll(() => clock[Symbol.dispose]());
const andon = useAndon({
  ...clock.settings,
  ...{ PEAK_LIMIT_KW: "50", TARIFF_PEAK_HOURS: "00-24", TARIFF_PEAK_RATE: "0.5", CURRENCY: "EUR" },
});
const CHANGES = z.looseObject({
  events: z.array(z.looseObject({ event_type: z.string(), state: z.unknown() })),
});

/** The power of the plant is looked at every five seconds; four looks on a slow machine. */
const LOOKS_WITHIN_MS = 60_000;

const draw = (power_kw: number) =>
  sendReadings(andon, {
    machine_id: "Press-1",
    timestamp: new Date(clock.now()).toISOString(),
    metrics: { power_kw },
  });
const peaks = async () => (await openAlarms(andon)).filter(({ alert_type }) => alert_type === "peak_power");
/** "…: 12.3 kWh, €6.15 so far" */
const kwhIn = (reason: string | null) => Number(/([\d.]+) kWh/.exec(reason ?? "")?.[1]);

/** Sends readings until it is so, two seconds of the plant's clock apart. */
const whileDrawing = (power_kw: number, holds: () => Promise<boolean>, what: string) =>
  eventually(
    async () => {
      clock.wait(2);
      await draw(power_kw);
      return holds();
    },
    what,
    LOOKS_WITHIN_MS,
  );

test(
  "a peak over the plant's limit stands with its cost until it is over, whoever acknowledges it, and over a restart",
  async () => {
    await register(andon, "Press-1", { data_interval_seconds: 5 });
    await using events = await listen(`${andon.url}/api/v1/ws/events`);
    await whileDrawing(80, async () => (await peaks()).length === 1, "it stands");
    const [{ id } = { id: "" }] = await peaks();
    expect((await events.next("system_alert")).data).toMatchObject({
      anomaly_id: id,
      alert_key: "peak_power",
    });
    const reason = async () => (await peaks()).map((alarm) => alarm.reason)[0] ?? null;
    const before = kwhIn(await reason());
    expect(await reason()).toEndWith("so far");
    expect(await andon.text("/")).toContain(`data-anomaly-id="${id}"`);
    expect((await acknowledge(andon, id)).status).toBe(200);
    // Told again each quarter of an hour: in the same row, with the cost so far.
    await whileDrawing(80, async () => kwhIn(await reason()) > before, "it is told again");
    expect(await peaks()).toMatchObject([{ id, state: "acknowledged", acknowledged_by: "Ada" }]);
    await andon.kill();
    await andon.start();
    expect(await peaks()).toMatchObject([{ id, state: "acknowledged" }]);
    await whileDrawing(20, async () => (await peaks()).length === 0, "it is over");
    const recorded = async () => (await andon.get("/api/v1/events?limit=50", CHANGES)).events;
    // Listed once it is announced. What the machine's detector finds meanwhile has alarms of its own.
    const isTold = async () => {
      const last = (await recorded()).findLast(({ anomaly_id }) => anomaly_id === id);
      return last?.event_type === "anomaly_updated" && last.origin === "system" && last.state === "resolved";
    };
    await eventually(isTold, "its end is told last");
    const alerts = (await recorded()).filter(({ event_type }) => event_type === "system_alert");
    expect(new Set(alerts.map(({ anomaly_id }) => anomaly_id))).toEqual(new Set([id]));
  },
  4 * SLOW_MACHINE_MS,
);
