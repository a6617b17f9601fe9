import { expect, test } from "bun:test";
import { createAlarmRows } from "../../../src/live/components/alarm_rows";
import { type Batch, fragmentsFor } from "../../../src/live/components/component";
import type { Page } from "../../../src/live/audiences";
import type { MetricUpdated, RecordedEvent } from "../../../src/domain/event";
import { alertEvent, updatedEvent } from "../../../src/domain/alarm/alarm_event";
import { createPlantState } from "../../../src/live/state/plant_state";
import { alarm, detected, machine, NOW } from "../../support/views";

const updated = { ...updatedEvent(alarm()), event_id: "e2", published_at: "2026-11-23T09:00:00Z" };

function start() {
  let now = NOW;
  const plantState = createPlantState();
  plantState.putMachine(machine({ name: "Press-1" }));
  const troubles: unknown[] = [];
  const rows = createAlarmRows({
    ...{ plantState, timezone: "UTC", now: () => now },
    onUndrawable: (_, error) => troubles.push(error),
  });
  const on = (page: Page, event: RecordedEvent, ...machineIds: string[]) => {
    const batch: Batch = { pages: rows.pages, drawn: rows.draw(event) };
    return fragmentsFor({ kind: "page", page, machineIds }, [batch]);
  };
  const sentTo = (page: Page, ...machineIds: string[]) => {
    const drawn = rows.tick();
    return fragmentsFor({ kind: "page", page, machineIds }, [{ pages: rows.pages, drawn }]);
  };
  const value = (metric: string, at: number, value: number | null = 90): MetricUpdated => ({
    ...{ event_type: "metric_updated", machine_id: "c1", metric, value },
    ...(value === null ? { quality: "bad" } : {}),
    timestamp: new Date(at).toISOString(),
  });
  return {
    ...{ on, troubles, sentTo },
    put: plantState.putAlarm,
    send: (...args: Parameters<typeof value>) => plantState.putValue(value(...args)),
    caughtUp: (...machineIds: string[]) => rows.snapshot({ kind: "page", page: "board", machineIds }),
    wait: (seconds: number) => (now += seconds * 1000),
  };
}

const NOT_KNOWN = "Not known since 09:00";
const texts = (fragments: readonly { html: string }[]) =>
  fragments.map(({ html }) => html.includes(NOT_KNOWN));

test("a row says since when it is not known, once its metric stops, and that no more when it is back", () => {
  const { send, put, sentTo, wait, caughtUp } = start();
  for (let second = -10; second <= 0; second++) {
    send("power_kw", NOW + second * 1000);
    send("oil_c", NOW + second * 1000);
  }
  put(alarm());
  put(alarm({ id: "a2", metric: "oil_c" }));
  expect(sentTo("board")).toEqual([]);
  wait(4);
  for (let second = 1; second <= 5; second++) send("oil_c", NOW + second * 1000);
  expect([sentTo("board"), caughtUp()]).toEqual([[], []]);
  wait(1);
  const [row, ...others] = sentTo("board");
  expect(others).toEqual([]);
  expect(row).toMatchObject({ id: "alarm-a1", target: "row", machineId: "c1" });
  expect(row?.html).toContain(NOT_KNOWN);
  wait(60);
  send("power_kw", NOW + 30_000, null); // a value that is not good tells nothing
  expect(texts(sentTo("board"))).toEqual([true]); // the oil has stopped too
  send("power_kw", NOW + 65_000);
  wait(1);
  expect(texts(sentTo("board"))).toEqual([false]);
  // A page that was away has its row as it was.
  expect(caughtUp().map(({ id }) => id)).toEqual(["alarm-a1", "alarm-a2"]);
  expect(caughtUp("c2")).toEqual([]);
});

test("on a list a row that is not known changes where it stands, and other machines' pages are sent nothing", () => {
  for (const [page, ids, targets] of [
    ["list", [], ["part"]],
    ["machine", ["c1"], ["row"]],
    ["machine", ["c2"], []],
  ] as const) {
    const { send, put, sentTo, wait } = start();
    send("power_kw", NOW);
    put(alarm());
    wait(60);
    expect(sentTo(page, ...ids).map(({ target }) => target)).toEqual([...targets]);
  }
});

test("an event of an alarm that is not known draws that too", () => {
  const { send, on, wait } = start();
  send("power_kw", NOW);
  expect(texts(on("board", updated))).toEqual([false]);
  wait(60);
  expect(texts(on("board", updated))).toEqual([true]);
});

test("an alarm is a row on each page with a table, under the name of its machine", () => {
  const { on } = start();
  for (const page of ["board", "anomalies", "machine", "kiosk"] as const) {
    const [row] = on(page, detected());
    expect(row).toMatchObject({ target: "row", isNew: true, urgency: 2, machineId: "c1" });
    expect(row?.html).toContain("Press-1");
  }
  for (const page of ["diagnostics", "training", "history"] as const)
    expect(on(page, detected())).toEqual([]);
});

test("a page narrowed to other machines is not sent the row", () => {
  const { on } = start();
  expect(on("board", detected(), "c1")).toHaveLength(1);
  expect(on("board", detected(), "c2")).toEqual([]);
  expect(on("board", detected({ machine_id: undefined }), "c1")).toEqual([]);
});

test("on a list an alarm changes where it stands, and a new one is not put in", () => {
  const { on } = start();
  expect(on("list", detected())).toEqual([]);
  expect(on("list", updated)).toMatchObject([{ target: "part", id: "alarm-a1" }]);
  expect(on("list", updated)[0]?.html).toBe(on("board", updated)[0]?.html ?? "");
});

test("a repeated alarm may stand on a page already, and an ended one gives way to open ones", () => {
  const { on } = start();
  expect(on("board", detected({ repeated: true }))[0]?.isNew).toBe(false);
  expect(on("board", detected({ state: "resolved" }))[0]?.urgency).toBe(0);
});

test("events that are no alarms have no row", () => {
  const event = { event_type: "system_alert", alert_type: "x", severity: "critical", message: "y" } as const;
  expect(start().on("board", { ...event, event_id: "e", published_at: "" })).toEqual([]);
});

test("a system alert that stands is drawn from its event alone, under its kind where it is of no machine", () => {
  const { on } = start();
  const sent = { event_type: "system_alert", alert_type: "peak_power", message: "Over the limit" } as const;
  const standing = alarm({
    ...{ id: "s1", machine_id: null, machine_name: null, machine_type: null, metric: null, value: null },
    ...{ origin: "external", anomaly_type: "system", alert_type: "peak_power", reason: "Over the limit" },
    severity: "warning",
  });
  const envelope = { event_id: "e1", published_at: "2026-11-23T09:00:00Z" };
  const told = { ...alertEvent({ ...sent, severity: "critical" }, standing), ...envelope };
  const [row, ...others] = on("board", told);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ target: "row", machineId: null, isNew: true });
  for (const part of ['data-anomaly-id="s1"', 'data-severity="warning"', "Peak power", "Over the limit"])
    expect(row?.html).toContain(part);
  // It is of no machine, so a page about one does not show it.
  expect(on("board", told, "c1")).toEqual([]);
  // On a list that is narrowed it changes where it stands already.
  expect(on("list", told)).toEqual([]);
  expect(on("list", { ...told, repeated: true })).toMatchObject([{ target: "part" }]);
  expect(on("board", { ...envelope, ...sent, severity: "critical", anomaly_id: "s1" })).toEqual([]);
});
