import { expect, test } from "bun:test";
import { z } from "zod";
import { openAlarms, register } from "../../support/actions";
import { eventually } from "../../support/andon";
import { anomaliesAnswer, eventsAnswer, machineAnswer } from "../../support/answers";
import { reading, series, usePlant } from "./plant";

const plant = usePlant();
const { andon } = plant;
const API = "/api/v1";

const changed = machineAnswer.extend({ is_active: z.boolean() });

/** A machine over a limit, with the alarm that says so. */
async function overLimit(name: string) {
  const id = await register(andon, name, { data_interval_seconds: 1 });
  await andon.send("PUT", `${API}/machines/${id}/limits`, {
    metrics: [{ metric: "temp_c", high: 80, severity: "critical" }],
  });
  const at = Date.now();
  const readings = Array.from({ length: 10 }, (_, second) => ({
    machine_id: id,
    timestamp: new Date(at - (10 - second) * 1000).toISOString(),
    metrics: { temp_c: 95 },
  }));
  await plant.send(readings);
  const [alarm] = await eventually(async () => {
    const open = await openAlarms(andon, id);
    return open.length > 0 && open;
  }, "the alarm is open");
  return { id, alarm: alarm!.id };
}

async function patch(id: string, change: object) {
  const response = await andon.send("PATCH", `${API}/machines/${id}`, change);
  expect(response.status).toBe(200);
  return changed.parse(await response.json());
}

const alarmsOf = async (id: string) =>
  (await andon.get(`${API}/anomaly/recent?machine_id=${id}`, anomaliesAnswer)).anomalies;

test("retiring a machine resolves its open alarm as that, by whom, with its event", async () => {
  const { id, alarm } = await overLimit("Oven-1");
  expect(await patch(id, { is_active: false, by: "Ada" })).toMatchObject({ is_active: false });
  expect(await alarmsOf(id)).toMatchObject([
    { id: alarm, state: "resolved", resolution_notes: "machine retired", resolved_by: "Ada" },
  ]);
  const isTold = async () =>
    (await andon.get(`${API}/events?machine_id=${id}&type=anomaly_updated`, eventsAnswer)).events;
  await eventually(async () => (await isTold()).length > 0, "the event is announced");
  expect(await isTold()).toMatchObject([{ anomaly_id: alarm, state: "resolved", by: "Ada" }]);
  expect(await andon.text("/")).not.toContain(`data-machine-id="${id}"`);
  expect((await andon.send("GET", `/machines/${id}`)).status).toBe(200);
});

test("without a name nobody is said to have resolved it", async () => {
  const { id } = await overLimit("Oven-2");
  await patch(id, { is_active: "False" });
  expect(await alarmsOf(id)).toMatchObject([{ state: "resolved", resolved_by: null, acknowledged_by: null }]);
});

test("the name of a retired machine may be used again, and the retired one is still told apart", async () => {
  const { id } = await overLimit("Oven-3");
  const taken = await andon.send("POST", `${API}/machines`, { name: "Oven-3" });
  expect(taken.status).toBe(409);
  await patch(id, { is_active: false });
  const successor = await register(andon, "Oven-3", { type: null, rated_power_kw: null });
  const found = await andon.get(`${API}/machines/Oven-3`, machineAnswer);
  expect(found.id).toBe(successor);
  const before = await andon.get(`${API}/machines/${id}`, machineAnswer);
  expect(before.name).toMatch(/^Oven-3 \(retired \d{4}-\d\d-\d\d\)$/);
  expect(await patch(id, { is_active: true })).toMatchObject({ is_active: true, name: before.name });
  expect((await andon.get(`${API}/machines/Oven-3`, machineAnswer)).id).toBe(successor);
});

test("a change that names nothing but who makes it is none", async () => {
  const id = await register(andon, "Oven-4");
  expect((await andon.send("PATCH", `${API}/machines/${id}`, { by: "Ada" })).status).toBe(400);
});

test("what a retired machine goes on sending is named as refused, and raises nothing; back in use it is judged again", async () => {
  const { id, alarm } = await overLimit("Oven-5");
  await patch(id, { is_active: false, by: "Ada" });
  const late = await plant.post(reading("Oven-5", 0, { temp_c: 95 }));
  expect([late.status, late.text]).toEqual([400, expect.stringContaining("retired")]);
  await plant.limits(id, [{ metric: "temp_c", high: 80 }], { silent_minutes: 0.001 });
  await plant.judged();
  expect(await plant.all(id)).toMatchObject([{ id: alarm, state: "resolved" }]);
  await patch(id, { is_active: true });
  await plant.limits(id, [{ metric: "temp_c", high: 80 }]);
  await plant.send(series(id, 3, () => ({ temp_c: 95 })));
  expect((await plant.alarmOn(id, "temp_c")).id).not.toBe(alarm);
});

test("a machine that was renamed keeps its alarm, under its new name", async () => {
  const { id, alarm } = await overLimit("Oven-6");
  await patch(id, { name: "Oven-Six" });
  await plant.send(series("Oven-Six", 3, () => ({ temp_c: 96 })));
  await plant.judged();
  expect(await plant.all("Oven-Six")).toMatchObject([{ id: alarm, state: "new", machine_name: "Oven-Six" }]);
  expect(await plant.row(alarm)).toContain("Oven-Six");
});
