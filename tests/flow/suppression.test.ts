import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { openAlarms, register, sendReadings } from "../support/actions";
import { anomaliesAnswer } from "../support/answers";
import { eventually } from "../support/andon";
import { LEARNED, series, turnsBad } from "../support/builders";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { useAndon } from "../support/use";

/** Long enough for a kill and a start inside on a busy machine. */
const WINDOW_MS = 12_000;

const entries = z.object({
  entries: z.array(
    z.looseObject({ action: z.string(), actor: z.object({ kind: z.string() }), subject: z.string() }),
  ),
});
const events = z.object({ events: z.array(z.looseObject({ published_at: z.string() })) });
const planned = z.looseObject({ id: z.string() });

function tests(settings: () => Promise<{ DATABASE_URL?: string }>) {
  const andon = useAndon(settings);

  test("what a machine does in maintenance is recorded, calls nobody, survives a kill inside, and is news at its end", async () => {
    const machine = await register(andon, "Press-1");
    const ends = Date.now() + WINDOW_MS;
    const until = new Date(ends).toISOString();
    const asked = { kind: "maintenance", machine: "Press-1", until, reason: "Oil", by: "Ana" };
    const { id } = await andon.post("/api/v1/alarms/suppressions", asked, planned);
    await sendReadings(andon, series("Press-1", LEARNED + 20, turnsBad));
    const recent = async () =>
      (await andon.get(`/api/v1/anomaly/recent?machine_id=${machine}`, anomaliesAnswer)).anomalies;
    const [alarm] = await eventually(async () => {
      const found = await recent();
      return found.length > 0 && found;
    }, "the alarm is recorded");
    expect(alarm).toMatchObject({ state: "new", suppressed: { id, kind: "maintenance", until, by: "Ana" } });
    expect(await openAlarms(andon, machine)).toEqual([]);
    await andon.kill();
    await andon.start();
    expect(Date.now()).toBeLessThan(ends); // the guard: the restart was inside
    expect(await openAlarms(andon, machine)).toEqual([]);
    await eventually(async () => (await openAlarms(andon, machine))[0], "the alarm is given back");
    expect(Date.now()).toBeGreaterThanOrEqual(ends);
    const last = await eventually(async () => {
      const path = `/api/v1/events?type=anomaly_updated&machine_id=${machine}`;
      return (await andon.get(path, events)).events.at(-1);
    }, "its event is announced");
    expect(last).toMatchObject({ anomaly_id: alarm?.id, state: "new", raised: true });
    expect(last.suppressed).toBeUndefined();
    expect(Date.parse(last.published_at)).toBeGreaterThanOrEqual(ends);
    const audit = await andon.get(
      `/api/v1/audit?subject=${encodeURIComponent(`suppression:${id}`)}`,
      entries,
    );
    expect(audit.entries.map(({ action, actor }) => [action, actor.kind])).toEqual([
      ["suppression.begin", "anonymous"],
      ["suppression.end", "system"],
    ]);
  });
}

describe("suppression on SQLite", () => {
  tests(async () => ({}));
});

describe.skipIf(Boolean(whyNoPostgres()))("suppression on PostgreSQL", () => {
  tests(async () => ({ DATABASE_URL: await (await onePostgres()).fresh() }));
});
