import { expect, test } from "bun:test";
import { leak, opened, readings, slow, start } from "./readings";

test("an alarm whose closing was taken back is the one that goes on, and clears by good values", () => {
  const monitor = start();
  const [alarm] = opened(monitor.observe([...readings(0, 300), ...readings(300, 340, leak)]));
  monitor.forget(alarm!.id);
  monitor.takeBack(alarm!);
  expect(opened(monitor.observe(readings(340, 400, leak)))).toEqual([]);
  expect(monitor.observe(readings(400, 600))).toMatchObject([{ kind: "cleared", anomaly_id: alarm!.id }]);
});

test("so does one that another leader had closed: it is known from the alarm itself", () => {
  const before = start();
  const [alarm] = opened(before.observe([...readings(0, 300), ...readings(300, 340, leak)]));
  const monitor = start({ states: before.snapshot() }); // in which the alarm is no more
  monitor.takeBack(alarm!);
  expect(opened(monitor.observe(readings(340, 400, leak)))).toEqual([]);
  expect(monitor.observe(readings(400, 600))).toMatchObject([{ kind: "cleared", anomaly_id: alarm!.id }]);
});

test("what was learned of a false alarm is forgotten when that is taken back", () => {
  const monitor = start();
  monitor.observe(slow(0, 300, 40));
  const [alarm] = opened(monitor.observe(slow(300, 400, 60)));
  const before = monitor.snapshot().get("p1");
  monitor.falseAlarm(alarm!, 4_000_000);
  const taught = monitor.snapshot().get("p1");
  expect(taught).not.toEqual(before); // the guard: it did learn
  monitor.takeBack(alarm!);
  const after = monitor.snapshot().get("p1") as { series: unknown; episode: unknown };
  expect(after.series).toEqual((before as typeof after).series);
  expect(after.episode).toEqual((before as typeof after).episode);
  expect(opened(monitor.observe(slow(400, 500, 60)))).toEqual([]); // still the same alarm
});

test("of an alarm that is over only the wider limits are taken back", () => {
  const monitor = start();
  monitor.observe(slow(0, 300, 40));
  const [alarm] = opened(monitor.observe(slow(300, 400, 60)));
  monitor.observe(slow(400, 500, 40));
  const before = monitor.snapshot().get("p1") as { series: unknown; episode: unknown };
  monitor.falseAlarm(alarm!, 5_000_000);
  monitor.takeBack({ ...alarm!, state: "cleared" });
  const after = monitor.snapshot().get("p1") as typeof before;
  expect(after.series).toEqual(before.series);
  expect(after.episode).toEqual(before.episode);
});
