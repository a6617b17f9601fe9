import { expect, test } from "bun:test";
import { createAlarmRows } from "../../../src/live/components/alarm_rows";
import { type Batch, fragmentsFor } from "../../../src/live/components/component";
import type { Page } from "../../../src/live/audiences";
import type { RecordedEvent } from "../../../src/domain/event";
import { updatedEvent } from "../../../src/domain/alarm/alarm_event";
import { createPlantState } from "../../../src/live/state/plant_state";
import { alarm, detected, machine } from "../../support/views";

const updated = { ...updatedEvent(alarm()), event_id: "e2", published_at: "2026-11-23T09:00:00Z" };

function start() {
  const plantState = createPlantState();
  plantState.putMachine(machine({ name: "Press-1" }));
  const troubles: unknown[] = [];
  const rows = createAlarmRows({
    ...{ plantState, timezone: "UTC", now: () => 0 },
    onUndrawable: (_, error) => troubles.push(error),
  });
  const on = (page: Page, event: RecordedEvent, ...machineIds: string[]) => {
    const batch: Batch = { pages: rows.pages, drawn: rows.draw(event) };
    return fragmentsFor({ kind: "page", page, machineIds }, [batch]);
  };
  return { on, troubles };
}

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
