import { expect, test } from "bun:test";
import type { Alarm } from "../../../../src/domain/alarm/alarm";
import type { ShownAlarm } from "../../../../src/live/state/shown_alarm";
import { AlarmRow } from "../../../../views/shared/alarm/alarm_row";
import { alarm, HOSTILE, NOW, parse, ZONE } from "../../../support/views";

const row = (change: Partial<ShownAlarm> = {}) =>
  parse(<AlarmRow alarm={{ ...alarm(), ...change }} timezone={ZONE} />).querySelector("tr");
const cell = (name: string, change: Partial<ShownAlarm> = {}) =>
  row(change)?.querySelector(`.${name}`)?.textContent?.trim();
/** The text of a row that nobody has opened. */
const said = (change: Partial<Alarm> = {}) => row(change)?.querySelector("summary")?.textContent?.trim();

test.each([
  ["New", { state: "new" }],
  ["Acknowledged · Line 2", { state: "acknowledged", acknowledged_by: "Line 2" }],
  ["Cleared 09:59", { state: "cleared", cleared_at: NOW - 5000 }],
  ["Resolved", { state: "resolved" }],
  ["Resolved · Ada", { state: "resolved", resolved_by: "Ada", acknowledged_by: "Bob" }],
  ["False alarm · Ada", { state: "resolved", resolved_by: "Ada", called_false: true }],
] satisfies [string, Partial<Alarm>][])("says %s", (words, change) => {
  expect(cell("state", change)).toBe(words);
});

test("asks whether what is still so after eight hours is normal now", () => {
  const old = { state: "acknowledged", origin: "live", detection_method: "mewma", opened_at: NOW } as const;
  expect(cell("what", { ...old, updated_at: NOW + 8 * 3_600_000 })).toContain("Normal now?");
  expect(cell("what", { ...old, updated_at: NOW + 3_600_000 })).not.toContain("Normal now?");
});

test("says whose acknowledgement is over where it is new again", () => {
  const seen = { acknowledged_by: "Ada", acknowledged_at: NOW } as const;
  expect(cell("what", { state: "new", ...seen })).toContain("Acknowledged by Ada at 10:00:04, still so");
  expect(cell("what", { state: "acknowledged", ...seen })).not.toContain("still so");
});

test("says since when nobody knows whether it still stands, with the day if another", () => {
  expect(cell("what")).not.toContain("Not known");
  expect(cell("not-known", { notKnownSince: NOW })).toBe("Not known since 10:00: its values have stopped");
  expect(cell("not-known", { notKnownSince: NOW + 86_400_000 })).toStartWith("Not known since 24 Nov 10:00");
});

test("says that no machine is known by the word that another program has sent", () => {
  const sent = { machine_id: "17", machine_name: null, machine_type: null, origin: "foreign" } as const;
  expect(cell("machine", sent)).toContain("No machine “17” is registered");
  expect(cell("machine", { ...sent, machine_type: "press" })).toBe("17");
  expect(cell("machine", { ...sent, machine_id: null })).toBe("–");
});

test("names the day on which it was cleared, if another", () => {
  expect(cell("state", { state: "cleared", cleared_at: NOW + 86_400_000 })).toBe("Cleared 24 Nov 10:00");
});

test("can be acknowledged only while new or cleared", () => {
  const button = (state: Alarm["state"]) =>
    row({ state })?.querySelector("button[name=acknowledge]")?.getAttribute("value");
  expect((["new", "cleared", "acknowledged", "resolved"] as const).map(button)).toEqual([
    "a1",
    "a1",
    undefined,
    undefined,
  ]);
});

test("names the measured and the expected value", () => {
  expect(said()).toBe("Power 71.4 kW, expected 49.6");
});

test("shows the reason when there is no value", () => {
  expect(said({ value: null, metric: null, reason: "Peak tariff" })).toBe("Peak tariff");
});

test("names a metric without a label as it was sent", () => {
  expect(said({ metric: "spindle_torque", expected_value: null, unit: null })).toBe("spindle_torque 71.4");
});

test("shows its note, if any", () => {
  expect(cell("note", { note: HOSTILE })).toBe(`“${HOSTILE}”`);
  expect(cell("note")).toBeUndefined();
});

test("calls a limit a limit, not an expected value", () => {
  expect(said({ detection_method: "limit" })).toBe("Power 71.4 kW, limit 49.6");
});

test("shows unknown fields as –, with its type if known", () => {
  const unknown = {
    machine_id: null,
    machine_name: null,
    metric: null,
    value: null,
    expected_value: null,
    score: null,
  };
  expect([said(unknown), cell("machine", unknown), cell("score", unknown)]).toEqual([
    "– · Power anomaly",
    "–",
    "–",
  ]);
  expect(said({ ...unknown, anomaly_type: "unknown" })).toBe("–");
});

test("shows plant time, with the day", () => {
  expect(cell("since")).toBe("10:00:00 23 Nov");
});

test("sorts by opening time, as a text of 13 digits", () => {
  expect(row()?.getAttribute("data-key")).toBe(String(NOW - 4000));
  expect(row({ opened_at: 5 })?.getAttribute("data-key")).toBe("0000000000005");
});

test("names its severity in a word, not by colour alone", () => {
  expect(row({ severity: "warning" })?.querySelector("svg")?.getAttribute("aria-label")).toBe("Warning");
});

test("keeps hostile names as text, in an id that needs no escaping", () => {
  const hostile = row({
    id: HOSTILE,
    machine_name: HOSTILE,
    metric: HOSTILE,
    reason: HOSTILE,
    unit: HOSTILE,
  });
  expect(hostile?.querySelector("img")).toBeNull();
  expect(hostile?.querySelector(".machine")?.textContent).toBe(HOSTILE);
  expect(hostile?.getAttribute("data-anomaly-id")).toBe(HOSTILE);
  expect(hostile?.id).toMatch(/^[\p{L}\p{N}_·-]+$/u);
});

test("knows neither its reader nor a URL", () => {
  const attributes = ["href", "src", "action", "formaction", "hx-get", "hx-post"]
    .map((name) => `[${name}]`)
    .join();
  expect(row()?.querySelector(attributes)).toBeNull();
});

test("a row names one time: that of its column", () => {
  const reason = "Power 32.9 kW, above its limit of 5 kW; since 09:00:00";
  expect(said({ reason })).toBe("Power 32.9 kW, above its limit of 5 kW");
  expect(said({ reason: "Down; since the fire" })).toBe("Down; since the fire");
});

test("says its priority, that it came back, and its place in a group", () => {
  expect(cell("icon", { priority: 3 })).toBe("P3");
  expect(row({ priority: 3 })?.getAttribute("data-priority")).toBe("3");
  expect(cell("group", { chattering: 4 })).toBe("Came back: 4 times in 10 min");
  const cause = row({ consequences: 4 });
  expect(cause?.querySelector(".group")?.textContent).toBe("First out +4 consequences");
  expect(cause?.querySelector("[data-group]")?.getAttribute("data-group")).toBe("a1");
  const first = { id: "b1", machine_id: "c2", machine_name: HOSTILE, opened_at: NOW };
  const follower = row({ first });
  expect(follower?.getAttribute("data-follows")).toBe("b1");
  expect(follower?.querySelector(".group a")?.getAttribute("href")).toBe("#alarm-b1");
  expect(follower?.querySelector(".group a")?.textContent).toContain(HOSTILE);
});
