import { expect, test } from "bun:test";
import { openAlarms, register, report, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { z } from "zod";
import { anomaliesAnswer, refusalOf } from "../support/answers";
import { useAndon } from "../support/use";

const andon = useAndon();

const CREATED = z.object({ anomaly_id: z.string(), mended: z.array(z.string()).optional() });

const DEEP = 50_000;
/** An object in which a list lies so deep. */
const deepJson = (before = "{") => `${before}"name":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`;
const HALF = String.raw`\ud800`;
/** On a machine with other work; a body of this size needs 1 ms. */
const AT_ONCE_MS = 250;

const post = (path: string, body: string, type = "application/json") =>
  fetch(andon.url + path, { method: "POST", body, headers: { "content-type": type } });

test.each([
  ["/api/v1/readings", "application/json", deepJson()],
  ["/api/v1/readings", "application/json", "[".repeat(DEEP)],
  ["/api/v1/readings", "application/x-ndjson", deepJson()],
  ["/api/v1/machines", "application/json", deepJson()],
  ["/api/v1/machines", "application/json", `{"name":"a","more":${deepJson()}}`],
  ["/api/v1/anomaly/create", "application/json", deepJson()],
  ["/api/v1/baseline/train", "application/json", deepJson()],
  ["/api/v1/anomaly/detect", "application/json", '{"a":'.repeat(DEEP)],
])("%s refuses %s that is nested 50,000 deep, at once", async (path, type, body) => {
  const times: number[] = [];
  let answer = await post(path, "{}", type);
  for (let n = 0; n < 5; n += 1) {
    const began = performance.now();
    answer = await post(path, body, type);
    times.push(performance.now() - began);
  }
  // A busy machine delays some answers; a body that is parsed whole delays each.
  expect(Math.min(...times)).toBeLessThan(AT_ONCE_MS);
  const { status, message } = await refusalOf(answer);
  expect([status, message]).toEqual([400, expect.stringContaining("nested deeper than 64 levels")]);
});

test("half a surrogate pair is refused with a sentence in an address and in a body, and nothing of it is stored", async () => {
  const machine_id = await register(andon, "Press-8");
  const id = await report(andon, machine_id);
  const complaint = "half a surrogate pair";
  for (const [method, path, body] of [
    ["POST", "/api/v1/machines", `{"name":"Ofen${HALF}"}`],
    ["PATCH", `/api/v1/machines/${machine_id}`, `{"description":"${HALF}"}`],
    ["POST", `/api/v1/anomaly/${id}/acknowledge`, `{"by":"Ada","note":"${HALF}"}`],
  ] as const) {
    const headers = { "content-type": "application/json" };
    const { status, message } = await refusalOf(await fetch(andon.url + path, { method, body, headers }));
    expect([path, status, message]).toEqual([path, 400, expect.stringContaining(complaint)]);
  }
  for (const path of [
    "/api/v1/machines/%ED%A0%80",
    "/anomalies?machine=%ed%bf%bf",
    "/api/v1/events?type=%ED%B0%80",
  ])
    expect((await refusalOf(await andon.send("GET", path))).message).toContain(complaint);
  for (const listed of [await andon.text("/api/v1/machines"), JSON.stringify(await openAlarms(andon))])
    expect(listed).not.toMatch(/\\ud[89a-f]|\ufffd/i);
});

test("half a surrogate pair in readings costs what it is part of, and is named", async () => {
  await register(andon, "Press-9");
  const row = { machine_id: "Press-9", timestamp: new Date().toISOString(), metrics: { power_kw: 1 } };
  const half = "\ud800";
  const rows = [
    { ...row, mode: `on${half}` },
    { ...row, metrics: { power_kw: 2, [`flow${half}`]: 1 } },
    { ...row, machine_id: `Press-9${half}` },
    { ...row, metrics: { power_kw: half } },
  ];
  const complaint = expect.stringContaining("half a surrogate pair");
  for (const answer of [
    await sendReadings(andon, rows),
    await (
      await post(
        "/api/v1/readings",
        rows.map((row) => JSON.stringify(row)).join("\n"),
        "application/x-ndjson",
      )
    ).json(),
  ])
    expect(answer).toMatchObject({
      accepted: 2,
      rejected: [{ index: 2, error: complaint }],
      dropped: [
        { index: 0, metric: "mode", reason: complaint },
        { index: 1, reason: complaint },
        { index: 3, metric: "power_kw" },
      ],
    });
  const csv = new Uint8Array([...new TextEncoder().encode("machine_id,timestamp,a"), 0xed, 0xa0, 0x80]);
  const refused = await fetch(`${andon.url}/api/v1/readings`, {
    method: "POST",
    body: csv,
    headers: { "content-type": "text/csv" },
  });
  expect(await refusalOf(refused)).toMatchObject({ status: 400, message: "The body is not UTF-8" });
});

test("names that JavaScript knows are metrics like any other, or refused by name", async () => {
  const machine_id = await register(andon, "Press-10");
  const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];
  const at = new Date().toISOString();
  const csv = `machine_id,timestamp,${names.join()}\nPress-10,${at},1,2,3,4`;
  expect(await (await post("/api/v1/readings", csv, "text/csv")).json()).toMatchObject({ accepted: 1 });
  const body = `{"machine_id":"Press-10","timestamp":"${at}","metrics":{"__proto__":1,"power_kw":5}}`;
  expect(await (await post("/api/v1/readings", body)).json()).toMatchObject({
    accepted: 1,
    dropped: [{ metric: "__proto__", reason: expect.stringContaining("__proto__") }],
  });
  const header = await post(
    "/api/v1/readings",
    `machine_id,timestamp,__proto__,toString\nPress-10,${at},1,2`,
    "text/csv",
  );
  expect(await header.json()).toMatchObject({
    accepted: 1,
    dropped: [{ metric: "__proto__", reason: expect.stringContaining("no name for a metric") }],
  });
  const kept = async () => {
    const { values } = JSON.parse(await andon.text(`/api/v1/machines/${machine_id}/values`)) as {
      values: { metric: string; value: number }[];
    };
    return Object.fromEntries(values.map(({ metric, value }) => [metric, value]));
  };
  while (Object.keys(await kept()).length < 5) await Bun.sleep(20);
  expect(await kept()).toEqual({
    constructor: 1,
    toString: 2,
    hasOwnProperty: 3,
    valueOf: 4,
    power_kw: 5,
  } as never);
});

const latin1 = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

test("a text in another encoding than UTF-8 is refused at every door, and never mangled into another", async () => {
  const machine_id = await register(andon, "Press-11");
  const id = await report(andon, machine_id);
  for (const [method, path, type, body] of [
    ["POST", "/api/v1/machines", "application/json", '{"name":"S\xe4ge"}'],
    ["POST", "/api/v1/machines", "application/json; charset=iso-8859-1", '{"name":"S\xe4ge"}'],
    ["POST", "/api/v1/machines", "application/json", '{"name":"a\xc0\xafb"}'],
    ["PATCH", `/api/v1/machines/${machine_id}`, "application/json", '{"description":"gr\xfcn"}'],
    ["POST", `/api/v1/anomaly/${id}/acknowledge`, "application/json", '{"by":"J\xfcrgen"}'],
    ["PUT", `/api/v1/anomaly/${id}/resolve?by=J%FCrgen`, "application/json", ""],
    ["POST", "/machines", "application/x-www-form-urlencoded", "name=S%E4ge&type=other"],
    ["POST", "/machines", "application/x-www-form-urlencoded", "name=S\xe4ge&type=other"],
    ["POST", "/api/v1/readings", "application/json", '{"machine_id":"S\xe4ge"}'],
    ["POST", "/api/v1/machines", "application/json", "\xff\xfe{\0}\0"],
  ] as const) {
    const sent = { method, body: latin1(body), headers: { "content-type": type } };
    const { status, message } = await refusalOf(await fetch(andon.url + path, sent));
    expect([path, status, message]).toEqual([path, 400, expect.stringContaining("is not UTF-8")]);
  }
  const { status } = await andon.send("GET", "/machines?search=100%25%20%C3%A4");
  expect(status).toBe(200);
  expect(await andon.text("/api/v1/machines")).not.toContain("\ufffd");
});

test("a name that looks like another's is that other, one that nobody sees is none", async () => {
  const machine_id = await register(andon, "Press-12");
  for (const name of ["Press-\u200b12", "\u202ePress-12", "Press-12\u00ad"])
    expect((await andon.send("POST", "/api/v1/machines", { name, type: "other" })).status).toBe(409);
  for (const name of ["\u200b", "\u3164", "\u2800"])
    expect((await andon.send("POST", "/api/v1/machines", { name, type: "other" })).status).toBe(400);
  const timestamp = new Date().toISOString();
  const sent = [{ machine_id: "Press\u200b-12", timestamp, metrics: { "power\u200b_kw": 3, "\u200b": 1 } }];
  expect(await sendReadings(andon, sent)).toMatchObject({ accepted: 1, dropped: [{ index: 0 }] });
  await eventually(
    async () => (await andon.text(`/api/v1/machines/${machine_id}/values`)).includes('"metric":"power_kw"'),
    "its value is shown under the name that is seen",
  );
});

test("an anomaly reported from the future is of its arrival and says so: it would stand before all others for ever", async () => {
  const machine_id = await register(andon, "Press-13");
  const asked = { machine_id, anomaly_type: "spike", severity: "critical" };
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const create = async (detected_at: string) => {
    const answer = await andon.send("POST", "/api/v1/anomaly/create", { ...asked, detected_at });
    expect(answer.status).toBe(201);
    return CREATED.parse(await answer.json());
  };
  for (const ahead of ["9999-12-31T00:00:00Z", at(10)]) {
    const { anomaly_id, mended } = await create(ahead);
    expect(mended).toEqual([expect.stringContaining("5 min ahead, read as the time of arrival")]);
    const { anomalies } = await andon.get("/api/v1/anomaly/recent", anomaliesAnswer);
    const shown = anomalies.find(({ id }) => id === anomaly_id);
    expect(Math.abs(Date.parse(shown!.detected_at) - Date.now())).toBeLessThan(60_000);
  }
  expect((await create(at(3))).mended).toBeUndefined();
});
