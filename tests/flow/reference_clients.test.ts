import { beforeAll, expect, test } from "bun:test";
import { z } from "zod";
import { openAlarms, register, report } from "../support/actions";
import { anomaliesAnswer, anomalyAnswer, eventsAnswer, refusalOf } from "../support/answers";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";

/** What scripts send that were written in Python, or for the reference system. */
const andon = useAndon();
const API = "/api/v1";
const resolved = anomalyAnswer.extend({
  is_resolved: z.boolean(),
  resolved_by: z.string().nullish(),
  resolution_notes: z.string().nullable(),
});

let machine: string;
beforeAll(async () => void (machine = await register(andon, "Press-1")));

async function resolve(id: string, body?: unknown, query = "") {
  const response = await andon.send("PUT", `${API}/anomaly/${id}/resolve${query}`, body);
  expect(response.status).toBe(200);
  return resolved.parse(await response.json());
}

test.each([
  ["its own JSON body", { resolution_notes: "belt changed" }, "", "belt changed"],
  ["a body of ours", { by: "Ada", note: "belt changed" }, "", "belt changed"],
  ["a null", { resolution_notes: null }, "", null],
  ["a query, as before", undefined, "?resolution_notes=belt%20changed", "belt changed"],
  ["nothing", undefined, "", null],
])("resolve takes %s", async (_, body, query, note) => {
  const answer = await resolve(await report(andon, machine), body, query);
  expect(answer).toMatchObject({ state: "resolved", is_resolved: true, resolution_notes: note });
});

test("resolve refuses a field that it does not know, by its name, and resolves nothing", async () => {
  const id = await report(andon, machine);
  const refused = await andon.send("PUT", `${API}/anomaly/${id}/resolve`, { reason: "x" });
  expect(await refusalOf(refused)).toMatchObject({ status: 400, message: "reason: is not a known field" });
  await resolve(id, {});
});

test("a UUID in capitals is the same alarm, and the same machine", async () => {
  const id = await report(andon, machine.toUpperCase());
  expect((await resolve(id.toUpperCase())).id).toBe(id);
  expect((await andon.send("GET", `${API}/machines/${machine.toUpperCase()}`)).status).toBe(200);
});

test.each([
  ["True", true],
  ["1", true],
  ["true", true],
  ["False", false],
  ["0", false],
])("is_resolved=%s in a query is read", async (sent, isResolved) => {
  const [open, closed] = [await report(andon, machine), await report(andon, machine)];
  await resolve(closed);
  const found = await andon.get(`${API}/anomaly/search?is_resolved=${sent}&limit=500`, anomaliesAnswer);
  const ids = found.anomalies.map(({ id }) => id);
  expect([ids.includes(open), ids.includes(closed)]).toEqual([!isResolved, isResolved]);
  await resolve(open);
});

test("a word that is no yes or no is refused with what would be", async () => {
  const refused = await andon.send("GET", `${API}/anomaly/search?is_resolved=perhaps`);
  expect(refused.status).toBe(400);
  expect((await refusalOf(refused)).message).toContain('is_resolved: expected true or false, got "perhaps"');
});

test.each(["info", "NORMAL", "low"])("severity=%s asks for the normal ones", async (severity) => {
  const id = await report(andon, machine, { severity });
  for (const path of ["recent", "search"]) {
    const found = await andon.get(`${API}/anomaly/${path}?severity=${severity}`, anomaliesAnswer);
    expect(found.anomalies.map((anomaly) => anomaly.id)).toContain(id);
  }
  const refused = await andon.send("GET", `${API}/anomaly/recent?severity=dreadful`);
  expect((await refusalOf(refused)).message).toContain("severity: expected one of normal, warning, critical");
  await resolve(id);
});

test.each([null, 0.0, 0.1])("detect takes a contamination of %p", async (contamination) => {
  const period = { start: "2025-10-01T00:00:00Z", end: "2025-10-16T23:59:59Z" };
  const body = { machine_id: machine, ...period, contamination, use_baseline: null };
  const response = await andon.send("POST", `${API}/anomaly/detect`, body);
  expect([response.status, await response.json()]).toMatchObject([200, { contamination: 0.1 }]);
});

test("train takes null for what it may be left without", async () => {
  const body = { machine_id: machine, start_date: null, end_date: null, drivers: null, interval: null };
  expect((await andon.send("POST", `${API}/baseline/train`, body)).status).toBe(202);
});

test("an anomaly that is created resolved is stored so and nobody's news, and its answer says so", async () => {
  await using socket = await listen(`${andon.url}${API}/ws/anomalies`);
  const body = { machine_id: "Press-1", detected_at: new Date().toISOString(), anomaly_type: "spike" };
  const create = async (more: object) => {
    const response = await andon.send("POST", `${API}/anomaly/create`, {
      ...body,
      severity: "warning",
      ...more,
    });
    return (await response.json()) as { anomaly_id: string; websocket_published: boolean };
  };
  const over = await create({ is_resolved: "True", metric_name: null });
  const open = await create({ is_resolved: null });
  expect([over.websocket_published, open.websocket_published]).toEqual([false, true]);
  expect((await socket.next("anomaly_detected")).data.anomaly_id).toBe(open.anomaly_id);
  const found = await andon.get(`${API}/anomaly/search?is_resolved=1&limit=500`, anomaliesAnswer);
  expect(found.anomalies.map(({ id }) => id)).toContain(over.anomaly_id);
  await resolve(open.anomaly_id);
});

test.each([
  ...["anomaly/active", "anomaly/recent", "anomaly/search", "events", "training/jobs"].map((path) => [
    `${API}/${path}?machine_id=`,
  ]),
  [`${API}/baseline/models?machine_id=`],
  [`${API}/machines/`],
  ["/?machine="],
  ["/anomalies?machine="],
  ["/kiosk?machine="],
  ["/history?machine="],
  ["/machines/"],
])("%s takes a machine by id, also in capitals, or by name; one that nothing bears is 404", async (path) => {
  for (const word of [machine, machine.toUpperCase(), "Press-1"])
    expect([word, (await andon.send("GET", path + word)).status]).toEqual([word, 200]);
  expect((await andon.send("GET", `${path}Nobody`)).status).toBe(404);
});

test("alarms are narrowed to machines by their names, several too", async () => {
  const other = await register(andon, "Press-2");
  const ids = [await report(andon, machine), await report(andon, "Press-2")];
  const active = async (query: string) =>
    (await andon.get(`${API}/anomaly/active?${query}`, anomaliesAnswer)).anomalies
      .map(({ id }) => id)
      .toSorted();
  expect(await active("machine_id=Press-2")).toEqual([ids[1]!]);
  expect(await active("machine_id=Press-2&machine_id=Press-1")).toEqual(ids.toSorted());
  expect((await openAlarms(andon, other)).map(({ id }) => id)).toEqual([ids[1]!]);
  const events = await andon.get(`${API}/events?machine_id=Press-2&type=anomaly_detected`, eventsAnswer);
  expect(events.events.map(({ anomaly_id }) => anomaly_id)).toEqual([ids[1]!]);
  await using socket = await listen(`${andon.url}${API}/ws/anomalies?machine_id=Press-2`);
  for (const id of ids) await resolve(id);
  expect((await socket.next("anomaly_updated")).data.anomaly_id).toBe(ids[1]);
});
