import { expect, test } from "bun:test";
import { elementId } from "../../../views/shared/element_id";
import { GapLine } from "../../../views/layout/gap_line";
import { Kpis } from "../../../views/board/kpis";
import { labelOf } from "../../../src/words/text";
import { figures, HOSTILE, NOW, parse, ZONE } from "../../support/views";

test("a lost link says from when to when, how many came late, and whether any is missing", () => {
  const gap = { kind: "link", from: NOW - 4000, to: NOW, caughtUp: 3, missing: false } as const;
  const words = (change = {}) =>
    parse(<GapLine gap={{ ...gap, ...change }} timezone={ZONE} />).querySelector("[data-gap]");
  expect(words()?.textContent).toBe("link lost 10:00:00 – 10:00:04 · 3 events caught up, none missing");
  expect(words({ caughtUp: 1, missing: true })?.textContent).toEndWith(
    "1 event caught up, some may be missing",
  );
});

test("a log that began anew says that events may be missing", () => {
  const line = parse(<GapLine gap={{ kind: "epoch", at: NOW }} timezone={ZONE} />);
  expect(line.textContent).toContain("began anew, seen 10:00:04");
});

test("every figure is replaced by its own id, and what is not known is –", () => {
  const kpis = parse(<Kpis figures={figures} />);
  const shown = (name: string) => kpis.querySelector(`#kpi-${name} dd`)?.textContent;
  expect(["power", "energy", "cost", "alarms", "seen", "answered"].map(shown)).toEqual([
    "203.9 kW",
    "1\u202f862 kWh",
    "– $",
    "2 of 10",
    "0.08 s",
    "0:21 min",
  ]);
});

test("more alarms than one can answer are marked", () => {
  const kpis = parse(<Kpis figures={{ ...figures, alarmsTenMinutes: 11 }} />);
  expect(kpis.querySelector("#kpi-alarms")?.hasAttribute("data-over")).toBe(true);
});

test("a metric is called by its label, else by the name that was sent, else –", () => {
  expect([labelOf("power_kw"), labelOf("spindle_torque"), labelOf("toString"), labelOf(null)]).toEqual([
    "Power",
    "spindle_torque",
    "toString",
    "–",
  ]);
});

test("ids of different names differ and need no escaping in a selector", () => {
  const ids = [
    elementId("value", "m", "a-b"),
    elementId("value", "m-a", "b"),
    elementId("value", "m a", "b"),
    elementId("value", "m·20·a", "b"),
    elementId("value", HOSTILE, HOSTILE),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[\p{L}\p{N}_·-]+$/u);
  expect(elementId("value", "c0000000-0000", "power_kw")).toBe("value-c0000000-0000-power_kw");
});
