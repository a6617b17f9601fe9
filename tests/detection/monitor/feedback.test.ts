import { expect, test } from "bun:test";
import { SECOND_MS } from "../../../src/domain/time_units";
import { leak, opened, readings, slow, start } from "./readings";

test("accepting as normal clears the alarm, and the new normal raises none", () => {
  const monitor = start();
  monitor.observe(slow(0, 300, 40));
  const [alarm] = opened(monitor.observe(slow(300, 400, 60)));
  expect(monitor.acceptAsNormal("p1", 4_000_000)).toEqual([
    { kind: "cleared", anomaly_id: alarm!.id, at: 4_000_000 },
  ]);
  expect(monitor.observe([...slow(400, 500, 60), ...slow(500, 600, 40)])).toEqual([]);
  expect(monitor.acceptAsNormal("nobody", 0)).toEqual([]);
});

test("an alarm called false becomes normal while it is open, and widens the limits once it is over", () => {
  const monitor = start();
  monitor.observe(slow(0, 300, 40));
  const [alarm] = opened(monitor.observe(slow(300, 400, 60)));
  expect(monitor.falseAlarm(alarm!, 4_000_000)).toMatchObject([{ kind: "cleared", anomaly_id: alarm!.id }]);
  expect(monitor.observe(slow(400, 500, 60))).toEqual([]);
  const before = monitor.score("p1")!;
  expect(monitor.falseAlarm(alarm!, 5_000_000)).toEqual([]);
  monitor.observe(slow(500, 501, 60));
  expect(monitor.score("p1")!).toBeLessThan(before);
});

test("an alarm resolved by hand is not continued: a fault that goes on opens a new one", () => {
  const monitor = start();
  monitor.observe([...readings(0, 300), ...readings(300, 340, leak)]);
  monitor.forget("alarm-1");
  const findings = monitor.observe(readings(340, 400, leak));
  expect(opened(findings)).toMatchObject([{ id: "alarm-2", opened_at: 342 * SECOND_MS }]);
  monitor.forget("alarm-1"); // long gone: nothing happens
  expect(monitor.observe(readings(400, 600))).toMatchObject([{ kind: "cleared", anomaly_id: "alarm-2" }]);
});
