import { describe, expect, onTestFinished, test } from "bun:test";
import type { CatalogueChange } from "../../../src/alarms/catalogue/change";
import { NO_LIMITS } from "../../../src/domain/alarm/machine_limits";
import { Conflict } from "../../../src/store/errors";
import { whyNoPostgres } from "../../support/postgres";
import { freshUrl, onEachDatabase, onPostgres, open, openFresh } from "../../support/store";

const HOSTILE = `Robert'); drop table guidance;-- "%_\\ ☃&=`;
const PUMP = { scope: { machine_type: "pump" as const }, guidance: { action: HOSTILE, within_minutes: 5 } };
const METRIC = { scope: { machine_id: "p1", metric: HOSTILE }, guidance: { cause: "a\nb" } };
const HELD = { metrics: [{ metric: HOSTILE, severity: "warning" as const, high: 8 }], silent_minutes: 2 };
const ADA = {
  actor: { kind: "person", id: "p-ada", name: "Ada", role: "engineer" },
  address: "192.0.2.7",
} as const;

const CHANGE: CatalogueChange = {
  guidance: [PUMP, METRIC].map(({ scope, guidance }) => ({ scope, before: null, after: guidance })),
  limits: [{ machine_id: "p1", before: NO_LIMITS, after: HELD }],
};

onEachDatabase(() => {
  test("guidance and limits are changed together, each with its audit entry", async () => {
    const store = await openFresh();
    expect(await store.guidance.all()).toEqual([]);
    await store.guidance.change(CHANGE, ADA);
    expect(await store.guidance.all()).toEqual(expect.arrayContaining([PUMP, METRIC]));
    expect(await store.limits.all()).toEqual(new Map([["p1", HELD]]));
    const entries = await store.audit.list({ after: 0, limit: 9 });
    expect(entries.map(({ action, subject, actor_name }) => [action, subject, actor_name])).toEqual([
      ["guidance.set", "guidance:machine_type=pump", "Ada"],
      ["guidance.set", `guidance:machine_id=p1&metric=${encodeURIComponent(HOSTILE)}`, "Ada"],
      ["limits.set", "machine:p1", "Ada"],
    ]);
    expect(entries.map(({ before }) => before)).toEqual([null, null, null]);
    expect(JSON.parse(entries[2]?.after ?? "")).toEqual(HELD);
    await store.close();
  });

  test("what is the same already leaves no entry; what is taken away leaves one", async () => {
    const store = await openFresh();
    await store.guidance.change(CHANGE);
    const again = {
      guidance: [{ scope: PUMP.scope, before: PUMP.guidance, after: PUMP.guidance }],
      limits: [{ machine_id: "p1", before: HELD, after: HELD }],
    };
    await store.guidance.change(again);
    await store.guidance.change({
      guidance: [{ scope: PUMP.scope, before: PUMP.guidance, after: null }],
      limits: [],
    });
    expect(await store.guidance.all()).toEqual([METRIC]);
    const entries = await store.audit.list({ after: 3, limit: 9 });
    expect(entries.map(({ action, after }) => [action, after])).toEqual([["guidance.remove", null]]);
    expect(JSON.parse(entries[0]?.before ?? "")).toEqual(PUMP.guidance);
    await store.close();
  });

  test.each<[string, CatalogueChange]>([
    [
      "guidance",
      {
        ...CHANGE,
        guidance: [...CHANGE.guidance, { scope: { rule: "r" }, before: { action: "x" }, after: null }],
      },
    ],
    ["limits", { ...CHANGE, limits: [{ machine_id: "p1", before: HELD, after: NO_LIMITS }] }],
  ])("%s that are not as they were looked at refuse the whole change", async (_, change) => {
    const store = await openFresh();
    const refused = await store.guidance.change(change).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Conflict);
    expect(await store.guidance.all()).toEqual([]);
    expect(await store.limits.all()).toEqual(new Map());
    expect(await store.audit.list({ after: 0, limit: 9 })).toEqual([]);
    await store.close();
  });

  test("of two changes of the same thing at the same time one is refused", async () => {
    const store = await openFresh();
    const asked = [1, 2].map((within_minutes) =>
      store.guidance.change({
        guidance: [{ scope: { rule: "r" }, before: null, after: { within_minutes } }],
        limits: [],
      }),
    );
    const ended = await Promise.allSettled(asked);
    expect(ended.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await store.guidance.all()).toHaveLength(1);
    await store.close();
  });

  test("ten thousand lines are one change", async () => {
    const store = await openFresh();
    const guidance = Array.from({ length: 10_000 }, (_, index) => ({
      scope: { metric: `m${index}` },
      before: null,
      after: { action: "Check" },
    }));
    await store.guidance.change({ guidance, limits: [] });
    expect(await store.guidance.all()).toHaveLength(10_000);
    expect(await store.audit.list({ after: 9_998, limit: 9 })).toHaveLength(2);
    await store.close();
  });
});

describe.skipIf(Boolean(whyNoPostgres()))("servers that share a database", () => {
  onPostgres();

  test("never overwrite what neither has looked at: of changes at the same time one is made", async () => {
    const url = await freshUrl();
    const servers = await Promise.all([open(url), open(url)]);
    onTestFinished(async () => void (await Promise.all(servers.map((server) => server.close()))));
    // So many take so long that the two overlap.
    const metrics = Array.from({ length: 2_000 }, (_, index) => `m${index}`);
    const asked = servers.map((server, within) =>
      server.guidance.change({
        guidance: metrics.map((metric) => ({
          scope: { metric },
          before: null,
          after: { within_minutes: within + 1 },
        })),
        limits: [],
      }),
    );
    const ended = await Promise.all(asked.map((one) => one.catch((error: unknown) => error)));
    expect(ended.filter((error) => error instanceof Conflict)).toHaveLength(1);
    expect(ended.filter((error) => error === undefined)).toHaveLength(1);
    expect(await servers[0].audit.list({ after: 2_000, limit: 9 })).toEqual([]);
  });
});
