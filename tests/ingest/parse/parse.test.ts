import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseReadings } from "../../../src/ingest/parse/parse";
import { MAX_READINGS } from "../../../src/ingest/row";
import { fastest } from "../../support/fastest";

const reading = {
  machine_id: "Compressor-1",
  timestamp: "2026-03-02T08:00:00Z",
  metrics: { power_kw: 49.6 },
};

/** A reading as the rest of the intake is given it. */
const row = ({ machine_id, timestamp, metrics, ...rest }: typeof reading & { mode?: string }) => ({
  machine_id,
  at: Date.parse(timestamp),
  metrics,
  mode: null,
  ...rest,
});
const malformed = (index: number, error: string) => ({ index, error, reason: "malformed" as const });

const anyReading = fc.record({
  machine_id: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/),
  timestamp: fc
    .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString()),
  metrics: fc.record({
    power_kw: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    pressure_bar: fc.integer(),
  }),
});

function rows(type: string, body: string | Uint8Array) {
  const parsed = parseReadings(type, body);
  if (parsed.kind === "refused") throw new Error(parsed.message);
  return parsed.rows;
}

function errorOf(sent: unknown): string {
  const [row] = rows("application/json", JSON.stringify(sent));
  return row && "error" in row ? row.error : "none";
}

function refusal(type: string, body: string | Uint8Array) {
  const parsed = parseReadings(type, body);
  return parsed.kind === "refused" ? `${parsed.status} ${parsed.message}` : "none";
}

test("whatever is sent as JSON, NDJSON or CSV arrives as it was", () => {
  fc.assert(
    fc.property(fc.array(anyReading, { minLength: 1, maxLength: 5 }), (sent) => {
      const csv = sent.map((r) =>
        [r.machine_id, r.timestamp, r.metrics.power_kw, r.metrics.pressure_bar].join(),
      );
      const header = "machine_id,timestamp,power_kw,pressure_bar";
      expect(rows("application/json", JSON.stringify(sent))).toEqual(sent.map(row));
      expect(rows("application/x-ndjson", sent.map((r) => JSON.stringify(r)).join("\n"))).toEqual(
        sent.map(row),
      );
      expect(rows("text/csv; charset=utf-8", [header, ...csv].join("\r\n"))).toEqual(sent.map(row));
    }),
  );
});

test("no body makes the door throw", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("application/json", "application/x-ndjson", "text/csv"),
      fc.oneof(fc.string(), fc.json(), fc.uint8Array()),
      (type, body) => {
        parseReadings(type, body);
      },
    ),
  );
});

test("one object is one reading, a mode comes along, a byte order mark does not matter", () => {
  expect(rows("application/json", JSON.stringify({ ...reading, mode: "idle" }))).toEqual([
    row({ ...reading, mode: "idle" }),
  ]);
  expect(rows("application/json", `\uFEFF${JSON.stringify(reading)}`)).toEqual([row(reading)]);
  expect(rows("Application/JSON", new TextEncoder().encode(`\uFEFF${JSON.stringify(reading)}`))).toEqual([
    row(reading),
  ]);
});

test("a bad reading costs its own row only", () => {
  const sent = [reading, { ...reading, metrics: 7 }, reading];
  const bad = { ...malformed(1, "metrics: expected an object, got 7"), machine: "Compressor-1" };
  expect(rows("application/json", JSON.stringify(sent))).toEqual([row(reading), bad, row(reading)]);
  expect(
    rows("application/x-ndjson", `${JSON.stringify(reading)}\n\n{"x\n${JSON.stringify(reading)}\n`),
  ).toEqual([row(reading), malformed(1, 'Not JSON: "{\\"x"'), row(reading)]);
  const csv = "machine_id,timestamp,power_kw\nm,2026-03-02T08:00:00Z,1\nm,noon,2\nm,2026-03-02T08:00:00Z";
  expect(rows("text/csv", csv)).toEqual([
    row({ machine_id: "m", timestamp: "2026-03-02T08:00:00Z", metrics: { power_kw: 1 } }),
    { index: 1, error: expect.stringContaining("timestamp: "), reason: "timestamp", machine: "m" },
    malformed(2, "Row has 2 cells, the header has 3"),
  ]);
});

test("a row's error names the field, what came and what would be right", () => {
  expect(errorOf({ ...reading, timestamp: "2026-03-02T08:00:00" })).toBe(
    'timestamp: "2026-03-02T08:00:00" has no zone, write 2026-03-02T08:00:00Z for UTC or 2026-03-02T08:00:00+01:00',
  );
  expect(errorOf({ ...reading, timestamp: "noon" })).toContain('such as 2026-01-31T08:00:00Z, got "noon"');
  expect(errorOf({ ...reading, timestamp: undefined })).toBe("timestamp: missing");
  expect(errorOf({ ...reading, colour: 1 })).toContain('"colour": unknown field');
  expect(errorOf({ ...reading, metrics: {} })).toBe("metrics: name at least one metric, or a mode");
  expect(errorOf({ ...reading, machine_id: "" })).toContain("machine_id: expected at least 1 character");
  expect(errorOf({ ...reading, metrics: { "": 1 } })).toContain(
    "expected a metric name of 1 to 80 characters",
  );
  expect(errorOf([7])).toBe("reading: expected an object, got 7");
});

test("in CSV an empty cell is a metric that was not read, and mode is no metric", () => {
  const csv =
    'mode,timestamp,machine_id,power_kw,"flow"\nhold,2026-03-02T08:00:00Z,m,,4\n,2026-03-02T08:00:01Z,m,5,';
  expect(rows("text/csv", csv)).toEqual([
    { machine_id: "m", at: Date.UTC(2026, 2, 2, 8), metrics: { flow: 4 }, mode: "hold" },
    { machine_id: "m", at: Date.UTC(2026, 2, 2, 8, 0, 1), metrics: { power_kw: 5 }, mode: null },
  ]);
});

test("CSV reads the same with quotes as without", () => {
  const cells = fc.array(fc.stringMatching(/^[ a-z0-9.:Z-]{0,6}$/), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 4 }), fc.constantFrom("\n", "\r\n"), (lines, end) => {
      const body = (timestamp: string) =>
        ["machine_id,timestamp,a", `m,${timestamp},1`, ...lines.map((line) => line.join())].join(end);
      expect(rows("text/csv", body('"2026-03-02T08:00:00Z"'))).toEqual(
        rows("text/csv", body("2026-03-02T08:00:00Z")),
      );
    }),
  );
});

test("a body that cannot be read is refused as a whole, and the message says why", () => {
  expect(refusal("text/plain", "")).toStartWith('415 Content-Type "text/plain" is not understood');
  expect(refusal("application/json", "{")).toStartWith("400 The body is not JSON: ");
  expect(refusal("application/json", "5")).toBe(
    "400 The body is 5: send one reading or an array of readings",
  );
  expect(refusal("application/json", Uint8Array.of(0xff))).toBe("400 The body is not UTF-8");
  expect(refusal("text/csv", "")).toContain("no column machine_id, no column timestamp");
  expect(refusal("text/csv", "machine_id,timestamp,a,a\n")).toContain('column "a" twice');
  expect(refusal("text/csv", 'machine_id,timestamp,a\nm,"2026')).toStartWith("400 The body is not CSV: ");
});

test("ten thousand readings are taken, one more is refused", () => {
  const lines = (count: number) => Array.from({ length: count }, () => JSON.stringify(reading));
  const csv = (count: number) =>
    ["machine_id,timestamp,a", ...Array.from({ length: count }, () => "m,2026-03-02T08:00:00Z,1")].join("\n");
  expect(rows("application/json", `[${lines(MAX_READINGS).join()}]`)).toHaveLength(MAX_READINGS);
  expect(rows("text/csv", csv(MAX_READINGS))).toHaveLength(MAX_READINGS);
  const bodies = {
    "application/json": `[${lines(MAX_READINGS + 1).join()}]`,
    "text/csv": csv(MAX_READINGS + 1),
  };
  for (const [type, body] of Object.entries(bodies))
    expect(refusal(type, body)).toContain("413 The body holds more than 10,000");
  expect(refusal("application/x-ndjson", lines(MAX_READINGS + 1).join("\n"))).toStartWith("413");
});

test("a header of a hundred thousand columns is refused at once, not compared with itself", () => {
  const header = `machine_id,timestamp,${Array.from({ length: 100_000 }, (_, i) => `k${i}`).join(",")}`;
  expect(parseReadings("text/csv", header)).toMatchObject({ kind: "refused", status: 413 });
  expect(fastest(() => parseReadings("text/csv", header))[0]).toBeLessThan(500);
});

test("a reading of very many metrics is named and refused; a metric that JavaScript keeps for itself costs only itself", () => {
  const reading = (metrics: string) =>
    `[{"machine_id":"m","timestamp":"2026-01-01T00:00:00Z","metrics":{${metrics}}}]`;
  const many = Array.from({ length: 201 }, (_, i) => `"k${i}":1`).join(",");
  const refused = parseReadings("application/json", reading(many));
  expect(refused).toMatchObject({ rows: [{ index: 0, error: expect.stringContaining("201") }] });
  const taken = parseReadings("application/json", reading('"__proto__":1,"a":1'));
  expect(taken).toMatchObject({
    rows: [
      {
        metrics: { a: 1 },
        dropped: [{ metric: "__proto__", kind: "name", reason: expect.stringContaining(", not __proto__,") }],
      },
    ],
  });
});
