import { expect, test } from "bun:test";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import { parseReadings } from "../../src/ingest/parse/parse";
import { checkRow } from "../../src/ingest/row";
import { fastest } from "../support/fastest";

const AT = Date.UTC(2026, 2, 2, 8);
const reading = { machine_id: "m", timestamp: "2026-03-02T08:00:00Z", metrics: { a: 1 } as unknown };
const row = (change: object) => checkRow({ ...reading, ...change }, 0);
const metrics = (sent: unknown) => row({ metrics: sent });
const refused = (change: object) => {
  const checked = row(change);
  return "error" in checked ? checked.error : "none";
};

test.each<[unknown, number]>([
  [71.4, 71.4],
  ["71.4", 71.4],
  ["1e3", 1000],
  [" 5 ", 5],
  ["+.5", 0.5],
  ["-7.", -7],
  [true, 1],
  [false, 0],
  ["True", 1],
  ["false", 0],
])("%p is a value", (sent, value) => {
  expect(metrics({ a: sent, b: 2 })).toEqual({
    machine_id: "m",
    at: AT,
    metrics: { a: value, b: 2 },
    mode: null,
  });
});

test.each<[unknown, string]>([
  [null, "null"],
  [NaN, "NaN"],
  [Infinity, "Infinity"],
  ["1e999", "1e999"],
  ["Bad", "Bad"],
  ["", ""],
  ["n/a", "n/a"],
  ["1,5", "1,5"],
  ["0x10", "0x10"],
  ["1_000", "1_000"],
  ["a\0b", "a\ufffdb"],
  ["x".repeat(99), `${"x".repeat(60)}…`],
  [{ value: 5 }, "an object"],
  [[5], "a list"],
])("%p is no value, and costs only itself", (sent, shown) => {
  expect(metrics({ a: sent, b: 2 })).toMatchObject({
    metrics: { b: 2 },
    marked: { a: { quality: "bad", sent: shown } },
  });
  expect(metrics({ a: sent })).toMatchObject({ metrics: {}, marked: { a: { quality: "bad" } } });
});

test.each<[unknown, number]>([
  ["2026-03-02T08:00:00Z", AT],
  ["2026-03-02t08:00:00z", AT],
  ["2026-03-02 08:00:00Z", AT],
  ["2026-03-02T09:00:00+01:00", AT],
  ["2026-03-02T09:00:00+0100", AT],
  ["2026-03-02 09:00:00.000 +0100", AT],
  ["2026-03-02 08:00:00+00", AT],
  ["2026-03-02T08:00:00,250Z", AT + 250],
  ["2026-03-02T08:00:00.123456789Z", AT + 123],
  ["2026-03-02T08:00Z", AT],
  [AT, AT],
  [AT + 0.4, AT],
  [AT / 1000, AT],
  [AT / 1000 + 0.25, AT + 250],
  [String(AT), AT],
  [` ${AT / 1000}.5 `, AT + 500],
  [1e9, 1e12],
  [1e11, 1e11],
])("the stamp %p is read", (timestamp, at) => {
  expect(row({ timestamp })).toMatchObject({ at });
});

test.each<[unknown, string]>([
  [undefined, "timestamp: missing"],
  [null, "got null"],
  ["", 'got ""'],
  ["noon", 'got "noon"'],
  [true, "got true"],
  [12, "got 12"],
  [-AT, `got ${-AT}`],
  [NaN, "got null"],
  ["NaN", 'got "NaN"'],
  [1e300, "got 1e+300"],
  ["20260302", 'got "20260302"'],
  ["2026-02-30T08:00:00Z", "got"],
  ["2026-02-30T08:00:00+01:00", "got"],
  ["2026-03-02T25:00:00Z", "got"],
  ["2026-03-02T08:00:00+99:00", "got"],
  ["2026-03-02 08:00:00", "has no zone, write 2026-03-02T08:00:00Z for UTC"],
])("the stamp %p is refused and named", (timestamp, said) => {
  expect(refused({ timestamp })).toStartWith("timestamp: ");
  expect(refused({ timestamp })).toContain(said);
});

test("Python's bare NaN and infinities are read outside strings, in JSON and NDJSON", () => {
  const sent = String.raw`{"machine_id":"NaN, -Infinity \" NaN","timestamp":"2026-03-02T08:00:00Z","metrics":{"a":NaN,"b":-Infinity,"c" : Infinity ,"d":4}}`;
  const taken = {
    machine_id: 'NaN, -Infinity " NaN',
    at: AT,
    metrics: { d: 4 },
    mode: null,
    marked: {
      a: { quality: "bad", sent: "NaN" },
      b: { quality: "bad", sent: "-Infinity" },
      c: { quality: "bad", sent: "Infinity" },
    },
  };
  for (const [type, body] of [
    ["application/json", `[${sent}]`],
    ["application/x-ndjson", `${sent}\n`],
  ] as const)
    expect(parseReadings(type, body)).toMatchObject({ kind: "rows", rows: [taken] });
  expect(parseReadings("application/json", "[NaNo]")).toMatchObject({ kind: "refused", status: 400 });
});

test("a body of eight megabytes that never ends its string is refused at once", () => {
  const body = `NaN "${'\\"'.repeat(4e6)}`;
  expect(parseReadings("application/json", body)).toMatchObject({ kind: "refused" });
  expect(fastest(() => parseReadings("application/json", body))[0]).toBeLessThan(2000);
});

test("in CSV the same words are values or none, and an empty cell is neither", () => {
  const csv = `machine_id,timestamp,a,b,c,d\nm,${AT},"1,5",True,nan,\nm,${AT / 1000},0x10, 5 ,1e3,Bad`;
  expect(parseReadings("text/csv", csv)).toMatchObject({
    rows: [
      { at: AT, metrics: { b: 1 }, marked: { a: { sent: "1,5" }, c: { sent: "nan" } } },
      { at: AT, metrics: { b: 5, c: 1000 }, marked: { a: { sent: "0x10" }, d: { sent: "Bad" } } },
    ],
  });
});

test("a metric's name is kept composed, with its blanks folded", () => {
  expect(metrics({ "Ku\u0308hler\u00a0 Temp ": 5, b: 1 })).toMatchObject({
    metrics: { "Kühler Temp": 5, b: 1 },
  });
  expect(parseReadings("text/csv", `machine_id,timestamp,a\u00a0b\nm,${AT},1`)).toMatchObject({
    rows: [{ metrics: { "a b": 1 } }],
  });
  expect(parseReadings("text/csv", "machine_id,timestamp,a\u00a0b,a b\n")).toMatchObject({
    kind: "refused",
    message: expect.stringContaining('column "a b" twice'),
  });
});

test("a value under no name, or under a name twice, is left out and named; the others count", () => {
  const long = "x".repeat(81);
  expect(metrics({ [long]: 1, "a b": 2, "a\u00a0b": 3 })).toMatchObject({
    metrics: { "a b": 3 },
    dropped: [
      { kind: "name", reason: expect.stringContaining("1 to 80 characters") },
      { metric: "a b", kind: "twice", reason: expect.stringContaining("the last counts and not 2") },
    ],
  });
  expect(refused({ metrics: { [long]: 1 } })).toContain("1 to 80 characters");
  // Of a good and a bad value it is the last too.
  expect(metrics({ "a b": 2, "a\u00a0b": null })).toMatchObject({ metrics: {}, marked: { "a b": {} } });
  const good = metrics({ "a b": null, "a\u00a0b": 2 });
  expect(good).toMatchObject({ metrics: { "a b": 2 } });
  expect(good).not.toHaveProperty("marked");
});

test("what is left out may be null, and what is only a mode costs no value", () => {
  expect(row({ mode: null, units: null })).toMatchObject({ mode: null, metrics: { a: 1 } });
  expect(row({ mode: "" })).toMatchObject({ mode: null });
  expect(row({ mode: 3 })).toMatchObject({ mode: "3" });
  expect(row({ mode: {} })).toMatchObject({ metrics: { a: 1 }, mode: null, dropped: [{ metric: "mode" }] });
  expect(row({ machine_id: 17 })).toMatchObject({ machine_id: "17" });
});

test("a mode alone is a reading, also without metrics; a bad mode or an empty one is none", () => {
  const alone = { machine_id: "m", at: AT, metrics: {}, mode: "fault" };
  for (const metrics of [{}, null, undefined]) expect(row({ metrics, mode: "fault" })).toEqual(alone);
  expect(parseReadings("text/csv", `machine_id,timestamp,a,mode\nm,${AT},,fault`)).toMatchObject({
    rows: [alone],
  });
  for (const mode of ["", null, {}, undefined])
    expect(refused({ metrics: {}, mode })).toBe("metrics: name at least one metric, or a mode");
  expect(row({ metrics: { [" "]: 1 }, mode: "fault" })).toMatchObject({
    ...alone,
    dropped: [{ kind: "name" }],
  });
  expect(refused({ metrics: [], mode: "fault" })).toBe("metrics: expected an object, got a list");
});

test("units are taken; wrong ones are named and cost no value", () => {
  expect(row({ units: { a: "°C" } })).toEqual({ machine_id: "m", at: AT, metrics: { a: 1 }, mode: null });
  expect(row({ units: ["°C"] })).toMatchObject({ metrics: { a: 1 }, dropped: [{ metric: "units" }] });
  expect(refused({ unit: "°C" })).toContain('"unit": unknown field');
});

test("a machine is found by id in any case and by name however it is written", () => {
  const machine = (id: string, name: string, is_active = true) => ({
    ...MACHINE_DEFAULTS,
    id,
    name,
    is_active,
    created_at: 0,
    updated_at: 0,
  });
  const registry = createMachineRegistry([
    machine("0190ab", "Kühler 1"),
    machine("Press-A", "press-a"),
    machine("old", "Pump", false),
    machine("new", "Pump"),
    machine("older", "Pump", false),
  ]);
  const found = (asked: string) => registry.find(asked)?.id;
  expect(found("0190AB")).toBe("0190ab");
  expect(found("Ku\u0308hler\u00a01")).toBe("0190ab");
  expect(found("  Kühler   1 ")).toBe("0190ab");
  expect(found("kühler 1")).toBeUndefined();
  expect(found("PRESS-A")).toBe("Press-A");
  expect(found("Pump")).toBe("new");
  // A name that another machine has taken over stays that machine's.
  registry.put(machine("0190ab", "Cooler"));
  registry.put(machine("third", "Kühler 1"));
  registry.put(machine("0190ab", "Cooler 2"));
  expect(found("Kühler 1")).toBe("third");
  expect(found("Cooler")).toBeUndefined();
});
