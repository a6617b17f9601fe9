import { expect, test } from "bun:test";
import { kinds, leak, opened, readings, start } from "../readings";

test("a monitor restarted from its snapshot finds exactly what one without a restart finds", () => {
  const day = [
    ...readings(0, 400),
    ...readings(400, 520, leak),
    ...readings(520, 900),
    ...readings(900, 950, leak),
  ];
  const whole = start().observe(day);
  expect(kinds(whole).filter((kind) => kind !== "worsened")).toEqual(["opened", "cleared", "opened"]);
  for (const cut of [50, 402, 460, 560, 903]) {
    const first = start();
    const before = first.observe(day.slice(0, cut));
    const states = new Map(JSON.parse(JSON.stringify([...first.snapshot()])) as [string, unknown][]);
    const ids = ["alarm-1", "alarm-2"].slice(opened(before).length);
    const open = kinds(before).includes("cleared") ? [] : opened(before);
    const after = start({ states, open, newId: () => ids.shift()! }).observe(day.slice(cut));
    expect([...before, ...after]).toEqual(whole);
  }
});

test("an open alarm whose state was lost still clears", () => {
  const first = start();
  const [alarm] = opened(first.observe([...readings(0, 300), ...readings(300, 340, leak)]));
  const monitor = start({ open: [alarm!] });
  expect(monitor.observe(readings(400, 700))).toMatchObject([{ kind: "cleared", anomaly_id: "alarm-1" }]);
});

test("an alarm that was resolved during the restart opens anew if the fault is still there", () => {
  const first = start();
  first.observe([...readings(0, 300), ...readings(300, 340, leak)]);
  const monitor = start({ states: first.snapshot(), newId: () => "alarm-2" });
  expect(opened(monitor.observe(readings(340, 360, leak))).map(({ id }) => id)).toEqual(["alarm-2"]);
});

test("a snapshot holds only machines touched since the last one, and does not change afterwards", () => {
  const monitor = start();
  monitor.observe(readings(0, 10));
  const snapshot = monitor.snapshot();
  const before = JSON.stringify(snapshot.get("p1"));
  expect(monitor.snapshot().size).toBe(0);
  monitor.observe(readings(10, 20));
  expect(JSON.stringify(snapshot.get("p1"))).toBe(before);
  expect([...monitor.snapshot().keys()]).toEqual(["p1"]);
});

test("a machine whose saved state is not understood is learned anew", () => {
  const monitor = start({
    states: new Map<string, unknown>([
      ["p1", { version: 99 }],
      ["p2", "?"],
    ]),
  });
  expect(monitor.observe(readings(0, 10))).toEqual([]);
  expect(monitor.learned("p1")).toBe(0.1);
});

test("a state that cannot be read costs its own machine alone, which is learned anew", () => {
  const kept = start();
  kept.observe(readings(0, 200));
  const states = new Map<string, unknown>([
    ["broken", { version: 3, watched: {}, last: null }],
    ...kept.snapshot(),
  ]);
  const failures: [unknown, string][] = [];
  const monitor = start({ states, onFailure: (error, id) => failures.push([error, id]) });
  expect(failures.map(([error, id]) => [String(error), id])).toEqual([
    ["Error: The saved state of this machine cannot be read: it is learned anew", "broken"],
  ]);
  expect(monitor.learned("p1")).toBe(1);
  expect(monitor.learned("broken")).toBe(0);
});
