import { beforeAll, expect, test } from "bun:test";
import { z } from "zod";
import { tileId } from "../../views/board/tile";
import { openAlarms, register, report, sendReadings } from "../support/actions";
import { eventually } from "../support/andon";
import { refusalOf } from "../support/answers";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";
import { openPageSocket } from "./page_socket";

/*
 * ?area= means the same wherever an address takes machines: those that stand in the area, and in the areas in
 * it.
 */

const andon = useAndon();
const areaAnswer = z.looseObject({ id: z.string() });
const addArea = async (name: string, parent_id: string | null = null) =>
  (await andon.post("/api/v1/areas", { name, parent_id }, areaAnswer)).id;

let [hall, line, inHall, inLine, outside] = ["", "", "", "", ""];

beforeAll(async () => {
  hall = await addArea("Hall 1");
  line = await addArea("Line 2", hall);
  await addArea("Yard");
  inHall = await register(andon, "In-Hall", { area: hall });
  inLine = await register(andon, "In-Line", { area: line });
  outside = await register(andon, "Outside");
  const timestamp = new Date(Date.now() - 60_000).toISOString();
  const reading = (machine_id: string) => ({ machine_id, timestamp, metrics: { power_kw: 5 } });
  await sendReadings(andon, [inHall, inLine, outside].map(reading));
});

/** The machines of the alarms that a list shows. */
async function listed(path: string): Promise<string[]> {
  const page = await andon.text(path);
  const open = await openAlarms(andon);
  return open
    .filter(({ id }) => page.includes(id))
    .map(({ machine_id }) => machine_id ?? "")
    .toSorted();
}

test("the list of alarms and its file are those of the area, by its id, path or name", async () => {
  for (const id of [inHall, inLine, outside]) await report(andon, id);
  const both = [inHall, inLine].toSorted();
  for (const word of [hall, "hall%201", "Hall%201"])
    for (const path of ["/anomalies", "/anomalies/export.csv"])
      expect([path, await listed(`${path}?area=${word}`)]).toEqual([path, both]);
  expect(await listed("/anomalies?area=Hall%201/Line%202")).toEqual([inLine]);
  expect(await listed("/anomalies?area=Yard")).toEqual([]);
  expect(await listed(`/anomalies?area=Hall%201&machine=In-Line`)).toEqual([inLine]);
  expect(await listed(`/anomalies?area=Hall%201&machine=Outside`)).toEqual([]);
  const page = await andon.text("/anomalies?area=Line%202");
  expect(page).toContain(`<option value="${line}" selected="">Hall 1 / Line 2</option>`);
  expect(page).toContain(`/anomalies/export.csv?area=${line}`);
  // The board of an area leads to the rest of its own alarms.
  expect(await andon.text("/?area=Line%202")).toContain("/anomalies?area=Hall+1+%2F+Line+2");
});

test("acknowledging a list answers those of its area, and nothing where there is no such area", async () => {
  const ids = [await report(andon, inLine), await report(andon, outside)];
  const page = await andon.text(`/anomalies?area=${hall}`);
  const acknowledge_all = /act=acknowledge_all&amp;as_of=(\d+)/.exec(page)?.[1] ?? "";
  const answer = (filter: string) =>
    andon.submit("/anomalies/answer", { acknowledge_all, filter, by: "Ada" });
  const refused = await refusalOf(await answer("?area=nowhere"));
  expect(refused).toMatchObject({ status: 404 });
  expect(refused.message).toContain('There is no area "nowhere"');
  const states = async () => {
    const open = await openAlarms(andon);
    return ids.map((id) => open.find((alarm) => alarm.id === id)?.state);
  };
  expect(await states()).toEqual(["new", "new"]);
  expect((await answer(`?area=${hall}`)).status).toBe(302);
  expect(await states()).toEqual(["acknowledged", "new"]);
});

test("the past of an area is that of its machines, and every step stays in it", async () => {
  const at = new Date(Date.now() - 30_000).toISOString();
  const tiles = (html: string) => [inHall, inLine, outside].filter((id) => html.includes(tileId(id)));
  const past = await andon.text(`/history?area=Hall%201&at=${at}`);
  expect(tiles(past)).toEqual([inHall, inLine]);
  expect(past).toContain("Only Hall 1");
  expect(past).toContain(`<input type="hidden" name="area" value="${hall}"`);
  expect(past).not.toContain(`type="hidden" name="machine"`);
  expect(past).toContain(`area=${hall}`);
  const step = await fetch(`${andon.url}/history?area=Hall%201&at=${at}&step=-10`, { redirect: "manual" });
  expect([step.status, step.headers.get("location")]).toEqual([
    302,
    expect.stringMatching(new RegExp(`^/history\\?at=[^&]+&area=${hall}$`)),
  ]);
  expect(tiles(await andon.text(`/history?area=Yard&at=${at}`))).toEqual([]);
});

test("a past of an area that plays is sent the machines of the area alone", async () => {
  const at = new Date(Date.now() - 90_000).toISOString();
  expect(await andon.text(`/history?area=${hall}&at=${at}&speed=60`)).toMatch(
    new RegExp(`hx-ws:connect="[^"]*speed=60&amp;area=${hall}`),
  );
  const socket = openPageSocket(andon.url, `page=history&at=${at}&speed=60&area=${hall}`);
  await eventually(() => socket.frames().includes(tileId(inLine)), "a tile of the area");
  await eventually(() => socket.frames().includes('data-state="ended"'), "it has come to now");
  expect(socket.frames()).not.toContain(tileId(outside));
  socket.close();
});

test("a stream of an area carries its machines alone, as they stand there now", async () => {
  await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?area=Hall%201`);
  await report(andon, outside);
  const first = await report(andon, inLine);
  expect((await socket.next("anomaly_detected")).data.anomaly_id).toBe(first);
  await andon.send("PATCH", `/api/v1/machines/${outside}`, { area: line });
  await andon.send("PATCH", `/api/v1/machines/${inLine}`, { area: null });
  await report(andon, inLine);
  const second = await report(andon, outside);
  expect((await socket.next("anomaly_detected")).data.anomaly_id).toBe(second);
  expect(socket.rest()).toEqual([]);
  await andon.send("PATCH", `/api/v1/machines/${outside}`, { area: null });
  await andon.send("PATCH", `/api/v1/machines/${inLine}`, { area: line });
});

test("an area that there is not is refused in words, at every address that takes one", async () => {
  for (const path of ["/", "/anomalies", "/kiosk", "/history"]) {
    const page = await andon.send("GET", `${path}?area=nowhere`);
    expect([path, page.status]).toEqual([path, 404]);
    expect([path, await page.text()]).toEqual([path, expect.stringContaining("nowhere")]);
  }
  for (const path of ["/anomalies/export.csv?", ...streams(), "/live?page=board&", "/live/since?after=x&"]) {
    const refused = await refusalOf(await andon.send("GET", `${path}area=nowhere`));
    expect([path, refused.status]).toEqual([path, 404]);
    expect([path, refused.message]).toEqual([path, expect.stringContaining('There is no area "nowhere"')]);
  }
  const both = await refusalOf(
    await andon.send("GET", "/api/v1/ws/dashboard?area=Hall%201&machine_id=In-Hall"),
  );
  expect([both.status, both.message]).toEqual([400, expect.stringContaining("area: cannot be given beside")]);
});

const streams = () =>
  ["dashboard", "anomalies", "training", "events"].map((stream) => `/api/v1/ws/${stream}?`);
