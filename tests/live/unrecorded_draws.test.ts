import { expect, test } from "bun:test";
import { createUnrecordedDraws } from "../../src/live/unrecorded_draws";
import { anomaly } from "../support/recording_subscriber";

const drawing = () => createUnrecordedDraws(() => 0);

test("an anomaly is drawn marked, under its own id or else that of its event", () => {
  const { add } = drawing();
  const named = { ...anomaly(1), anomaly_id: "own-1" };
  expect(add(named, "h1")).toMatchObject({ unrecorded: true, anomaly_id: "own-1" });
  const nameless = { ...anomaly(2), anomaly_id: "<b>" };
  expect(add(nameless, "h2")).toMatchObject({ unrecorded: true, anomaly_id: nameless.event_id });
});

test("the change of an alarm and a training are not drawn: they would hide what is recorded", () => {
  const { add, list } = drawing();
  const change = { event_type: "anomaly_updated", anomaly_id: "a", state: "resolved" } as const;
  const times = { severity: "warning", timestamp: "2026-03-02T08:00:00Z", event_id: "e" } as const;
  expect(add({ ...change, ...times }, "h")).toBeUndefined();
  expect(add({ event_type: "training_started", job_id: "j", event_id: "e" }, "h")).toBeUndefined();
  expect(list()).toEqual([]);
});

test("each recorded event takes the place of one of the same bytes, the oldest first, and of no other", () => {
  const { add, list, recordedAs } = drawing();
  const [first, second] = [anomaly(1), anomaly(1)];
  for (const event of [first, second]) add(event, "same");
  expect(recordedAs(anomaly(3))).toBeUndefined();
  expect(recordedAs({ ...anomaly(3), sent_hash: "other" })).toBeUndefined();
  expect(recordedAs({ ...anomaly(1), sent_hash: "same" })?.event_id).toBe(first.event_id);
  expect(list().map(({ event_id }) => event_id)).toEqual([second.event_id]);
  expect(recordedAs({ ...anomaly(1), sent_hash: "same" })?.event_id).toBe(second.event_id);
  expect(recordedAs({ ...anomaly(1), sent_hash: "same" })).toBeUndefined();
});

test("a page that loads is drawn the newest of them, not thousands", () => {
  const { add, list } = drawing();
  for (let n = 0; n < 1_000; n += 1) add(anomaly(n), `h${n}`);
  expect([list().length, list().at(-1)?.value]).toEqual([300, 999]);
});

test("an alert that stands has one row however often it is told; one that is over, or only a toast, has none", () => {
  const { add } = drawing();
  const alert = { event_type: "system_alert", alert_type: "x", message: "m", severity: "warning" } as const;
  const row = (event_id: string, change: object = {}) => add({ ...alert, event_id, ...change }, event_id);
  expect(row("e1")).toMatchObject({ unrecorded: true, anomaly_id: "e1", state: "new", origin: "external" });
  expect(row("e2")).toMatchObject({ unrecorded: true, anomaly_id: "e1" });
  expect(row("e3", { alert_key: "k" })).toMatchObject({ anomaly_id: "e3" });
  expect(row("e4", { alert_key: "k", message: "n" })).toMatchObject({ anomaly_id: "e3" });
  expect(row("e5", { state: "cleared" })?.anomaly_id).toBeUndefined();
  expect(row("e6", { severity: "info", anomaly_id: "forged" })?.anomaly_id).toBeUndefined();
});

test("an alert whose alarm is open is drawn as a toast only: it has its row already, until that is resolved", () => {
  const { add, recordedAs } = drawing();
  const alert = { event_type: "system_alert", alert_type: "x", message: "m", severity: "warning" } as const;
  const told = { ...alert, alert_key: "k", machine_id: null };
  const carried = { anomaly_id: "a", opened_at: "2026-11-23T09:00:00Z", origin: "external" };
  const envelope = { event_id: "r", published_at: "2026-11-23T09:00:00Z" };
  recordedAs({ ...told, ...carried, ...envelope, state: "acknowledged" });
  expect(add({ ...told, event_id: "e1" }, "h1")?.anomaly_id).toBeUndefined();
  const at = "2026-11-23T09:00:00Z";
  const change = {
    event_type: "anomaly_updated",
    state: "resolved",
    severity: "warning",
    timestamp: at,
  } as const;
  recordedAs({ ...change, ...envelope, anomaly_id: "a", origin: "external" });
  expect(add({ ...told, event_id: "e2" }, "h2")?.anomaly_id).toBe("e2");
});
