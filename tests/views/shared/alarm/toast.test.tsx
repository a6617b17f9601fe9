import { expect, test } from "bun:test";
import type { AnnouncedEvent } from "../../../../src/domain/event";
import { Toast, ToastSummary } from "../../../../views/shared/alarm/toast";
import { completed, detected, HOSTILE, NOW, parse, ZONE } from "../../../support/views";

const draw = (event: AnnouncedEvent, machineName?: string) =>
  parse(<Toast event={event} machineName={machineName} timezone={ZONE} />).firstElementChild;

test("a critical toast interrupts screen readers, any other waits", () => {
  expect(draw(detected())?.getAttribute("role")).toBe("alert");
  const warning = draw(detected({ severity: "warning" }));
  expect([warning?.getAttribute("role"), warning?.getAttribute("aria-live")]).toEqual(["status", "off"]);
});

test("carries its event and severity", () => {
  const toast = draw(detected());
  expect([toast?.id, toast?.getAttribute("data-event-id"), toast?.getAttribute("data-severity")]).toEqual([
    "toast-e1",
    "e1",
    "critical",
  ]);
  expect(toast?.getAttribute("data-key")).toBe(String(NOW));
});

test("names machine, problem and severity", () => {
  const event = detected({ expected_value: 49.6, deviation_percent: 44, unit: "kW" });
  expect(draw(event, "Compressor-1")?.textContent).toBe(
    "Compressor-1Power 44 % above expected 49.6 kW · Critical",
  );
});

test("an alarm without machine, metric and value reads –", () => {
  const event = detected({ machine_id: null, metric: null, value: null, severity: "warning" });
  expect(draw(event)?.textContent).toBe("–– · Warning");
});

test("a completed training is a success, a failed one a warning", () => {
  expect(
    (["completed", "failed"] as const).map((end) => draw(completed(end))?.getAttribute("data-severity")),
  ).toEqual(["success", "warning"]);
});

test("a changed alarm has no toast, unless it became worse than anybody has seen", () => {
  const update = { event_type: "anomaly_updated", anomaly_id: "a1", state: "new" };
  expect(String(<Toast event={detected(update)} timezone={ZONE} />)).toBe("");
  expect(draw(detected({ ...update, raised: true }))?.getAttribute("role")).toBe("alert");
});

test("a suppressed alarm has no toast, neither when it opens nor when it becomes worse", () => {
  const until = new Date(NOW).toISOString();
  const suppressed = { id: "s1", kind: "shelved", until, by: "Ana" };
  const update = { event_type: "anomaly_updated", anomaly_id: "a1", state: "new", raised: true };
  for (const event of [detected({ suppressed }), detected({ ...update, suppressed })])
    expect(String(<Toast event={event} timezone={ZONE} />)).toBe("");
  // What cannot be read suppresses nothing.
  expect(draw(detected({ suppressed: { ...suppressed, kind: "ignored" } }))).not.toBeNull();
});

test("a kind of event without a toast of its own is told by its name", () => {
  const event = detected({ event_type: "metric_updated" });
  expect(draw(event, "Compressor-1")?.textContent).toBe("Compressor-1Value changed");
});

test("the toasts that did not fit are one line", () => {
  expect(parse(<ToastSummary count={12} />).textContent).toBe("12 more");
});

test("keeps hostile names as text, and knows no URL", () => {
  const toast = draw(detected({ event_id: HOSTILE, machine_name: HOSTILE, reason: HOSTILE }), HOSTILE);
  expect(toast?.querySelector("img, [href], [src]")).toBeNull();
  expect(toast?.querySelector("b")?.textContent).toBe(HOSTILE);
});
