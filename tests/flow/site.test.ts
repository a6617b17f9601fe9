import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { tileId } from "../../views/board/tile";
import { register, report } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { refusalOf } from "../support/answers";
import { useAndon } from "../support/use";
import { openPageSocket } from "./page_socket";
import { useTwoServers } from "./two_servers";

const andon = useAndon({ CURRENCY: "EUR", SHIFT_HOURS: "22-06" });
const any = z.looseObject({});
const areaAnswer = z.looseObject({ id: z.string(), path: z.string(), machine_ids: z.array(z.string()) });
const addArea = (name: string, parent_id: string | null = null) =>
  andon.post("/api/v1/areas", { name, parent_id }, areaAnswer);
const site = () => andon.get("/api/v1/site", any);

test("the site is what was set, else the usual, and the environment comes first and is named", async () => {
  expect(await site()).toMatchObject({
    plant: { name: "Demo Manufacturing Plant", timezone: "UTC" },
    currency: "EUR",
    peak_rate: 0.5,
    shift_timezone: "UTC",
    holidays: [],
    shifts: [{ from: "22:00", to: "06:00", days: ["mon", "tue", "wed", "thu", "fri"] }],
    set_by_environment: { currency: "CURRENCY=EUR", shifts: "SHIFT_HOURS=22-06" },
  });
  const change = {
    peak_rate: 0.31,
    holidays: [{ date: "12-25", name: "Christmas" }],
    shift_timezone: "Asia/Tokyo",
  };
  expect((await andon.send("PUT", "/api/v1/site", change)).status).toBe(200);
  expect(await site()).toMatchObject({ ...change, offpeak_rate: 0.1 });
  await andon.stop();
  await andon.start();
  expect(await site()).toMatchObject(change);
  expect((await andon.send("PUT", "/api/v1/site", { peak_rate: null })).status).toBe(200);
  expect(await site()).toMatchObject({ peak_rate: 0.5, holidays: change.holidays });
});

test("a wrong value is refused by its field, and one that the environment sets by its setting", async () => {
  const put = async (change: unknown) => refusalOf(await andon.send("PUT", "/api/v1/site", change));
  const shift = { name: "Early", days: ["mon"], from: "06:00", to: "14:00" };
  expect(await put({ currency: "CHF" })).toMatchObject({ status: 409 });
  expect((await put({ currency: "CHF" })).message).toContain("CURRENCY=EUR");
  for (const [wrong, field, said] of [
    [{ shifts: [{ ...shift, days: ["moon"] }] }, "shifts.0.days.0", "mon"],
    [{ shifts: [{ ...shift, to: "25:00" }] }, "shifts.0.to", "22:00"],
    [{ shifts: [shift, { ...shift, name: "Late" }] }, "shifts", "Early and Late overlap"],
    [{ holidays: [{ date: "2026-02-30", name: "x" }] }, "holidays.0.date", "2026-12-25"],
    [{ peak_rate: -1 }, "peak_rate", "at least 0"],
    [{ shift_timezone: "Mars/Olympus" }, "shift_timezone", "Europe/Berlin"],
    [{ colour: "red" }, "colour", "not a known field"],
  ] as const) {
    const refused = await put(wrong);
    expect(refused).toMatchObject({ status: 400, details: [{ field }] });
    expect(refused.message).toContain(said);
  }
});

test("a board of an area shows its machines and those of the areas in it, and no others", async () => {
  const hall = await addArea("Board hall");
  const line = await addArea("Line", hall.id);
  await addArea("Empty", hall.id);
  const inLine = await register(andon, "In-Line", { area: line.id });
  const inHall = await register(andon, "In-Hall", { area: hall.id });
  const outside = await register(andon, "Outside");
  const tiles = async (path: string) => {
    const page = await andon.text(path);
    return [inLine, inHall, outside].filter((id) => page.includes(`id="${tileId(id)}"`));
  };
  expect(await tiles("/?area=board%20hall")).toEqual([inLine, inHall]);
  expect(await tiles(`/kiosk?area=${hall.id}`)).toEqual([inLine, inHall]);
  expect(await tiles("/?area=Board%20hall%20/%20Line")).toEqual([inLine]);
  expect(await tiles("/?area=Board%20hall/Empty")).toEqual([]);
  expect(await tiles("/")).toEqual([inLine, inHall, outside]);
  for (const path of ["/?area=nowhere", "/kiosk?area=nowhere", "/live/since?after=x&area=nowhere"])
    expect((await andon.send("GET", path)).status).toBe(404);
  expect(await andon.text("/")).toContain('data-area="Board hall / Line"');
});

test("an open board of an area is sent what enters the area, and no news of what leaves it", async () => {
  const yard = await addArea("Yard");
  const socket = openPageSocket(andon.url, `page=board&area=${yard.id}`);
  await eventually(() => socket.frames() !== "", "the greeting");
  const id = await register(andon, "Crane-1");
  const other = await register(andon, "Crane-2");
  await andon.send("PATCH", `/api/v1/machines/${id}`, { area: yard.id });
  await eventually(() => socket.frames().includes(tileId(id)), "the tile comes in");
  const elsewhere = await report(andon, other, { severity: "critical" });
  const inYard = await report(andon, id, { severity: "critical" });
  await eventually(() => socket.frames().includes(inYard), "its alarm");
  expect(socket.frames()).not.toContain(elsewhere);
  socket.forget();
  await andon.send("PATCH", `/api/v1/machines/${id}`, { area: null });
  await eventually(
    () => socket.frames().includes('id="tiles"') || socket.frames().includes("#tiles"),
    "the tiles anew",
  );
  expect(socket.frames().split("#tiles").at(-1)).not.toContain(tileId(id));
  socket.close();
});

test("the pages set areas, shifts, holidays and rates, and a refusal keeps what was typed", async () => {
  const path = "/settings/shifts";
  expect(await andon.text("/settings")).toContain("/settings/areas");
  expect(await andon.text(path)).toContain("Set by the environment: SHIFT_HOURS=22-06");
  const holidays = { form: "holidays", holidays: "2026-12-25 Christmas <b>\n12-31 New Year's Eve" };
  expect((await andon.submit(path, holidays)).status).toBe(303);
  expect((await site()).holidays).toEqual([
    { date: "2026-12-25", name: "Christmas <b>" },
    { date: "12-31", name: "New Year's Eve" },
  ]);
  const wrong = await andon.submit(path, { form: "holidays", holidays: "2026-13-01 <i>" });
  expect(wrong.status).toBe(400);
  const said = await wrong.text();
  expect(said).toContain("2026-13-01 &lt;i&gt;: must be a date like 2026-12-25");
  expect((await andon.submit(path, { form: "shifts", shift_timezone: "Mars" })).status).toBe(400);

  const energy = { currency: "CHF", peak_rate: "0,35", offpeak_rate: "0.2" };
  const time = { "mon.0": "on", "from.0": "22:00", "to.0": "06:00", "from.1": "", "to.1": "" };
  expect((await andon.submit("/settings/energy", { ...energy, ...time })).status).toBe(303);
  expect(await site()).toMatchObject({
    ...{ currency: "EUR", peak_rate: 0.35, offpeak_rate: 0.2 },
    peak_times: [{ days: ["mon"], from: "22:00", to: "06:00" }],
  });
  const refused = await andon.submit("/settings/energy", {
    ...energy,
    peak_rate: "dear",
    "from.0": "25:00",
    "to.0": "1",
  });
  expect(refused.status).toBe(400);
  const page = await refused.text();
  for (const words of [
    "Peak rate per kWh: expected number",
    "Peak time 1, Begins: must be a time like 06:00",
  ])
    expect(page).toContain(words);
  expect(page).toContain('value="dear"');
  expect((await andon.submit("/settings/energy", { usual: "1" })).status).toBe(303);
  expect(await site()).toMatchObject({ peak_rate: 0.5 });

  expect((await andon.submit("/settings/areas", { id: "", name: "Page <b>", parent_id: "" })).status).toBe(
    303,
  );
  const twin = await andon.submit("/settings/areas", { id: "", name: "page <B>", parent_id: "" });
  expect(twin.status).toBe(409);
  expect(await twin.text()).toContain("There is an area Page &lt;b&gt; at the top already");
  const { id } = await andon.get("/api/v1/areas/Page%20%3Cb%3E", areaAnswer);
  expect((await andon.submit("/settings/areas", { id, name: "", remove: "1" })).status).toBe(303);
  expect((await andon.send("GET", `/api/v1/areas/${id}`)).status).toBe(404);
  for (const where of [path, "/settings/energy", "/settings/areas"])
    expect((await andon.send("POST", where, {})).status).toBe(415);
});

test("areas are a tree with machines in them, and an area that is in use stays", async () => {
  const hall = await addArea("Hall 1");
  const line = await addArea("Line 1", hall.id);
  expect(line.path).toBe("Hall 1 / Line 1");
  const id = await register(andon, "Area-Press-1", { area: "hall 1 / line 1" });
  const machine = () => andon.get(`/api/v1/machines/${id}`, any);
  expect(await machine()).toMatchObject({ area: line.id, area_path: "Hall 1 / Line 1" });
  const path = `/api/v1/areas/${line.id}`;
  expect(await andon.get(path, areaAnswer)).toMatchObject({ machine_ids: [id] });
  expect((await refusalOf(await andon.send("DELETE", path))).message).toContain("Area-Press-1");
  expect((await andon.send("DELETE", `/api/v1/areas/${hall.id}`)).status).toBe(409);
  expect((await andon.send("PATCH", `/api/v1/areas/${hall.id}`, { parent_id: line.id })).status).toBe(409);
  expect((await andon.send("PATCH", `/api/v1/areas/${hall.id}`, { name: "Hall A" })).status).toBe(200);
  expect(await machine()).toMatchObject({ area_path: "Hall A / Line 1" });
  expect((await andon.send("POST", "/api/v1/areas", { name: "hall a" })).status).toBe(409);
  expect((await andon.send("POST", "/api/v1/areas", { name: "a/b" })).status).toBe(400);
  expect((await andon.send("DELETE", "/api/v1/areas/nowhere")).status).toBe(404);
  const nowhere = await refusalOf(await andon.send("PATCH", `/api/v1/machines/${id}`, { area: "nowhere" }));
  expect(nowhere).toMatchObject({ status: 400 });
  expect(nowhere.message).toContain('There is no area "nowhere"');
  expect((await andon.send("PATCH", `/api/v1/machines/${id}`, { area: null })).status).toBe(200);
  expect(await machine()).toMatchObject({ area: null, area_path: null });
  expect((await andon.send("DELETE", path)).status).toBe(204);
  expect((await andon.send("DELETE", `/api/v1/areas/${hall.id}`)).status).toBe(204);
});

describe("on two servers", () => {
  const { a, b } = useTwoServers();

  test("what one sets is in force on the other, and its areas and their machines are known there", async () => {
    expect((await a.send("PUT", "/api/v1/site", { currency: "CHF", shifts: [] })).status).toBe(200);
    expect(await b.get("/api/v1/site", any)).toMatchObject({ currency: "CHF", shifts: [] });
    const hall = await a.post("/api/v1/areas", { name: "Shared hall" }, areaAnswer);
    const id = await register(b, "Shared-Press", { area: "Shared hall" });
    const path = (server: TestAndon) => async () =>
      (await server.get(`/api/v1/machines/${id}`, z.looseObject({ area_path: z.string() })).catch(() => null))
        ?.area_path;
    await eventually(
      async () => (await path(a)()) === "Shared hall",
      "the machine comes to the other server",
    );
    expect((await a.send("PATCH", `/api/v1/areas/${hall.id}`, { name: "Hall of both" })).status).toBe(200);
    await eventually(async () => (await path(b)()) === "Hall of both", "the name comes to the other server");
    expect(await b.text("/?area=hall%20of%20both")).toContain("Shared-Press");
    // The day's cost is told in the new currency without a question.
    await eventually(async () => /kpi-cost[\s\S]*?CHF/.test(await b.text("/")), "the currency", 40_000);
  });
});
