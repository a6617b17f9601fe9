import { describe, expect, test } from "bun:test";
import { Window } from "happy-dom";
import { z } from "zod";
import { register, report, resolve, sendReadings } from "../support/actions";
import { eventually, type TestAndon } from "../support/andon";
import { refusalOf } from "../support/answers";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { listen } from "../support/socket";
import { useAndon } from "../support/use";
import { openPageSocket } from "./page_socket";

const SECOND_MS = 1000;

const grouped = z.object({
  anomalies: z.array(
    z.looseObject({
      id: z.string(),
      follows_id: z.string().nullable(),
      priority: z.number(),
      state: z.string(),
      repeats: z.number().optional(),
      chattering: z.number().optional(),
    }),
  ),
});
const active = async (andon: TestAndon, machine: string) =>
  (await andon.get(`/api/v1/anomaly/active?machine_id=${machine}`, grouped)).anomalies;

async function page(andon: TestAndon, path = "/") {
  const { document } = new Window();
  document.write(await andon.text(path));
  return document;
}

describe("cause first, on SQLite", () => causeFirst(useAndon()));

describe.skipIf(Boolean(whyNoPostgres()))("cause first, on PostgreSQL", () =>
  causeFirst(useAndon(async () => ({ DATABASE_URL: await (await onePostgres()).fresh() }))),
);

function causeFirst(andon: TestAndon) {
  const agoIso = (seconds: number) => new Date(Date.now() - seconds * SECOND_MS).toISOString();

  test("six alarms that follow one cause are one group, the cause on top, each counted and linked", async () => {
    const boiler = await register(andon, "Boiler-1", { is_critical: true });
    const presses: string[] = [];
    for (let n = 1; n <= 6; n += 1)
      presses.push(await register(andon, `Press-${n}`, { fed_by: ["Boiler-1"] }));
    const socket = openPageSocket(andon.url);
    await eventually(() => socket.frames().includes('"beat"'), "it is greeted");
    // The first consequence arrives before its cause.
    const followers = [await report(andon, presses[0]!, { detected_at: agoIso(18) })];
    const cause = await report(andon, boiler, { detected_at: agoIso(20), severity: "critical" });
    for (const press of presses.slice(1))
      followers.push(await report(andon, press, { detected_at: agoIso(10) }));
    for (const press of presses)
      expect(await active(andon, press)).toMatchObject([{ follows_id: cause, priority: 4 }]);
    expect(await active(andon, boiler)).toMatchObject([{ id: cause, follows_id: null, priority: 1 }]);
    await eventually(() => socket.frames().includes("+6 consequences"), "it is pushed");
    socket.close();
    for (const path of ["/", "/anomalies", "/kiosk"]) {
      const document = await page(andon, path);
      const rows = [...document.querySelectorAll("#anomaly-rows > tr")].slice(0, 7);
      expect(rows[0]?.getAttribute("data-anomaly-id")).toBe(cause);
      expect(rows[0]?.textContent).toContain("+6 consequences");
      expect(rows.slice(1).map((row) => row.getAttribute("data-follows"))).toEqual(Array(6).fill(cause));
      const shown = new Set(rows.slice(1).map((row) => row.getAttribute("data-anomaly-id")));
      expect(shown).toEqual(new Set(followers));
    }
    await resolve(andon, cause);
    const document = await page(andon);
    expect([...document.querySelectorAll("[data-follows]")]).toEqual([]);
    for (const id of followers)
      expect(document.querySelector(`[data-anomaly-id="${id}"]`)?.getAttribute("data-state")).toBe("new");
  });

  test("a loop is refused with its names, an unknown machine too; what is set is in the audit log", async () => {
    const [a, b] = [await register(andon, "Mill-1"), await register(andon, "Mill-2", { fed_by: ["Mill-1"] })];
    const feed = (machine: string, fed_by: string[]) =>
      andon.send("PATCH", `/api/v1/machines/${machine}`, { fed_by });
    const refused = await refusalOf(await feed(a, ["Mill-2", b.toUpperCase()]));
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.message).toContain("Mill-1, which is fed by Mill-2, which is fed by Mill-1");
    expect(await refusalOf(await feed(b, ["nobody"]))).toMatchObject({ status: 400 });
    expect(await (await feed(b, [])).json()).toMatchObject({ fed_by: [] });
    const log = z.looseObject({
      entries: z.array(z.looseObject({ before: z.unknown(), after: z.unknown() })),
    });
    const { entries } = await andon.get("/api/v1/audit?action=machine.change&limit=1000", log);
    expect(entries).toContainEqual(
      expect.objectContaining({ before: { fed_by: [a] }, after: expect.objectContaining({ fed_by: [] }) }),
    );
    const form = new URLSearchParams({
      name: "Mill-1",
      type: "other",
      data_interval_seconds: "10",
      is_active: "on",
    });
    form.set("fed_by", "Mill-1");
    const answer = await fetch(`${andon.url}/machines/${a}`, {
      method: "POST",
      body: form,
      headers: { Origin: andon.url },
    });
    expect([answer.status, (await answer.text()).includes("which is fed by Mill-1")]).toEqual([409, true]);
  });

  test("an alarm that comes and goes is one row that says so, with one announcement", async () => {
    const id = await register(andon, "Tank-1");
    await andon.send("PUT", `/api/v1/machines/${id}/limits`, {
      metrics: [{ metric: "pressure_bar", high: 8, off_delay_seconds: 1 }],
    });
    await using socket = await listen(`${andon.url}/api/v1/ws/anomalies?machine_id=${id}`);
    const send = (secondsAgo: number, pressure_bar: number) =>
      sendReadings(andon, { machine_id: id, timestamp: agoIso(secondsAgo), metrics: { pressure_bar } });
    for (let turn = 0; turn < 4; turn += 1) {
      await send(60 - 10 * turn, 9);
      if (turn < 3) for (const after of [2, 4, 6]) await send(60 - 10 * turn - after, 7);
    }
    const [row] = await eventually(async () => {
      const rows = await active(andon, id);
      return rows[0]?.repeats === 3 && rows;
    }, "it has come back three times");
    expect(row).toMatchObject({ state: "new", chattering: 4 });
    expect(await active(andon, id)).toHaveLength(1);
    expect(socket.rest().filter(({ type }) => type === "anomaly_detected").length).toBe(1);
    expect((await page(andon)).querySelector(`[data-anomaly-id="${row?.id}"]`)?.textContent).toContain(
      "4 times in 10 min",
    );
  });

  test("a flood of 500 in an area has a banner, its first-out on top, and counts the others", async () => {
    const hall = { location: "Hall 9" };
    const machines = [await register(andon, "Saw-1", hall), await register(andon, "Saw-2", hall)];
    const first = await report(andon, machines[0]!, { metric_name: "oil_c" });
    for (let n = 0; n < 20; n += 1)
      await Promise.all(
        Array.from({ length: 25 }, (_, i) => report(andon, machines[i % 2]!, { severity: "critical" })),
      );
    const counted = async () =>
      (await page(andon)).querySelector("[data-flood]")?.textContent.includes("501");
    await eventually(counted, "all are announced");
    for (const path of ["/", "/anomalies", "/kiosk", `/?machine=${machines[0]}`]) {
      const document = await page(andon, path);
      const banner = document.querySelector("[data-flood='Hall 9']");
      expect(banner?.textContent).toContain("501 alarms since");
      expect(banner?.getAttribute("data-first")).toBe(first);
      expect(banner?.textContent).toContain("Saw-1");
      const rows = [...document.querySelectorAll("#anomaly-rows > tr")];
      expect(rows[0]?.getAttribute("data-anomaly-id")).toBe(first);
      expect(rows).toHaveLength(200);
    }
    const hidden = Number((await page(andon)).querySelector("[data-more] [data-count]")?.textContent);
    expect(hidden).toBeGreaterThanOrEqual(301);
  });
}
