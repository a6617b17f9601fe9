import { expect, test } from "bun:test";
import type { Since } from "../../src/bus/bus";
import { type SetBackDeps, watchSetBack } from "../../src/jobs/set_back";
import { anomaly } from "../support/recording_subscriber";

const known = { ...anomaly(1), id: "log-1-0" };

/** A server that has started; the steps that it takes. */
async function started(since: Since | Error, { holds = true, isFirst = true } = {}) {
  const steps: string[] = [];
  let notice = () => {};
  const deps = {
    store: {
      onSetBack: (listener: () => void) => void (notice = listener),
      firstToSaySetBack: async () => isFirst,
      machines: { all: async () => [{ id: "m1" }] },
      events: {
        list: async () => [known],
        holds: async () => holds,
        record: async ([{ alert_type }]: [{ alert_type: string }]) => (
          steps.push(`records ${alert_type}`),
          []
        ),
      },
    },
    bus: {
      since: async () => (since instanceof Error ? Promise.reject(since) : since),
      beginAnew: async () => void steps.push("begins the log anew"),
    },
    machineRegistry: { keep: (ids: Set<string>) => void steps.push(`keeps ${[...ids].join()}`) },
    reload: async () => void steps.push("reloads"),
    log: { error: () => steps.push("logs") },
  };
  watchSetBack(deps as unknown as SetBackDeps);
  const settle = () => Bun.sleep(0);
  await settle();
  return { steps, notice: () => (notice(), settle()) };
}

const later: Since = {
  kind: "events",
  events: [{ ...anomaly(2), id: "log-2-0" }],
  latest: "log-2-0",
  more: false,
};
const ALL = ["logs", "keeps m1", "reloads", "begins the log anew", "records database_set_back"];

test("a log of which the database holds every event is no sign of a restore, nor is one that cannot be asked", async () => {
  for (const since of [later, { kind: "gap", latest: "log-9-0" } as const, new Error("away")])
    expect((await started(since)).steps).toEqual([]);
});

test("an event that the log knows and the database does not was lost: it is said, and the log begins anew", async () => {
  expect((await started(later, { holds: false })).steps).toEqual(ALL);
});

test("what the lease has noticed is said by one server; every server forgets what is lost", async () => {
  const first = await started(later);
  await first.notice();
  expect(first.steps).toEqual(ALL);
  const second = await started(later, { isFirst: false });
  await second.notice();
  expect(second.steps).toEqual(["logs", "keeps m1", "reloads"]);
});
