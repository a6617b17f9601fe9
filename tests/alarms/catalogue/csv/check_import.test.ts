import { expect, test } from "bun:test";
import fc from "fast-check";
import { checkImport, type KnownCatalogue } from "../../../../src/alarms/catalogue/csv/check_import";
import { catalogueRows } from "../../../../src/alarms/catalogue/rows";
import { catalogueCsv } from "../../../../src/alarms/catalogue/write_csv";
import { atOnce } from "../../../../src/async/steps";
import { type Guidance, guidance, type GuidanceEntry } from "../../../../src/domain/alarm/guidance";
import { type Limits, limits, limit } from "../../../../src/domain/alarm/machine_limits";

const MACHINES = [
  { id: "p1", name: "Pump-1" },
  { id: "p2", name: "=Pump 2" },
  { id: "p3", name: 'Pump; "3"' },
];
const find = (word: string) => MACHINES.find(({ id, name }) => id === word || name === word);
const NONE: KnownCatalogue = { find, limits: new Map(), guidance: [] };

const check = (csv: string, known: KnownCatalogue = NONE) => atOnce(checkImport(csv, known));
function problemsOf(csv: string, known?: KnownCatalogue) {
  const checked = check(csv, known);
  return "problems" in checked ? checked.problems : [];
}
function changeOf(csv: string, known?: KnownCatalogue) {
  const checked = check(csv, known);
  return "change" in checked ? checked.change : expect(checked.problems).toEqual([]);
}

const text = (most: number) =>
  fc.string({ maxLength: most, unit: "binary" }).filter((typed) => !typed.includes("\0"));
const metric = fc.oneof(
  fc.constantFrom("power_kw", "=flow", "'-x", "a;b", 'q"', "with blank", "-", "@"),
  fc.string({ minLength: 1, maxLength: 20 }).map((name) => name.trim() || "x"),
);
const someGuidance: fc.Arbitrary<Guidance> = fc
  .record(
    {
      cause: text(40),
      consequence: fc.constantFrom("=1+1", "'=1", "''@x", "-5 °C", "a\nb", "\tx", "ok"),
      action: text(40),
      within_minutes: fc.integer({ min: 1, max: 10_080 }),
      link: fc.constantFrom("https://a/b?c=d,e;f", "http://x/%E4"),
    },
    { requiredKeys: [] },
  )
  .map((sent) => guidance.parse(sent))
  .filter((written) => Object.keys(written).length > 0);
const number = fc
  .double({ min: -1e12, max: 1e12, noNaN: true })
  .map((value) => (Object.is(value, -0) ? 0 : value));
const someLimit = fc
  .record(
    {
      metric,
      severity: fc.constantFrom("warning", "critical"),
      low: number,
      high: number,
      rate_per_minute: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
      flat_minutes: fc.integer({ min: 1, max: 100 }),
      silent_minutes: fc.integer({ min: 1, max: 100 }),
      dead_band: fc.double({ min: 0, max: 10, noNaN: true }),
      on_delay_seconds: fc.integer({ min: 0, max: 100 }),
      modes: fc.array(fc.constantFrom("running", "a,b", "[x", "-x", "=y"), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ["metric"] },
  )
  .filter((sent) => limit.safeParse(sent).success);
const someLimits: fc.Arbitrary<Limits> = fc
  .record({
    metrics: fc.uniqueArray(someLimit, { maxLength: 4, selector: ({ metric }) => metric.trim() }),
    silent_minutes: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  })
  .map((sent) => limits.parse(sent));
const someEntries: fc.Arbitrary<GuidanceEntry[]> = fc.uniqueArray(
  fc.record({
    scope: fc.oneof(
      fc.record({ machine_id: fc.constantFrom("p1", "p2", "p3") }),
      fc.record({ machine_id: fc.constantFrom("p1", "p2"), metric }),
      fc.record({ machine_type: fc.constantFrom("pump" as const, "boiler" as const) }),
      fc.record({ machine_type: fc.constant("pump" as const), metric }),
      fc.record({ metric }),
      fc.record({ rule: metric }),
    ),
    guidance: someGuidance,
  }),
  { maxLength: 8, selector: ({ scope }) => JSON.stringify(scope) },
);

test("what the catalogue exports changes nothing when it is imported", () => {
  fc.assert(
    fc.property(someEntries, someLimits, someLimits, fc.array(metric), (guidance, one, two, sent) => {
      const known = {
        find,
        guidance,
        limits: new Map([
          ["p1", one],
          ["p2", two],
        ]),
      };
      const rows = catalogueRows({ ...known, machines: MACHINES, metricsOf: () => sent });
      const checked = check(catalogueCsv(rows, true), known);
      expect(checked).toEqual({ change: { guidance: [], limits: [] }, lines: rows.length });
    }),
    { numRuns: 300 },
  );
});

test("and into an empty plant it brings all of it back", () => {
  fc.assert(
    fc.property(someEntries, someLimits, (guidance, held) => {
      const known = { find, guidance, limits: new Map([["p1", held]]) };
      const csv = catalogueCsv(catalogueRows({ ...known, machines: MACHINES, metricsOf: () => [] }), true);
      const change = changeOf(csv);
      expect(change?.guidance.map(({ scope, after }) => ({ scope, guidance: after }))).toEqual(
        expect.arrayContaining(guidance),
      );
      const isEmpty = held.metrics.length === 0 && held.silent_minutes === undefined;
      expect(change?.limits.map(({ after }) => after)).toEqual(isEmpty ? [] : [held]);
    }),
    { numRuns: 200 },
  );
});

const HELD: Limits = limits.parse({
  metrics: [
    { metric: "power_kw", high: 8, on_delay_seconds: 5 },
    { metric: "flow", low: 1, severity: "critical" },
  ],
  silent_minutes: 3,
});
const KNOWN: KnownCatalogue = {
  find,
  limits: new Map([["p1", HELD]]),
  guidance: [{ scope: { machine_id: "p1" }, guidance: { action: "Look", cause: "Wear" } }],
};

test("an empty cell takes away; a column or a line that is not there changes nothing", () => {
  expect(changeOf("machine,metric,high,on_delay_seconds\nPump-1,power_kw,9,\n", KNOWN)?.limits).toEqual([
    {
      machine_id: "p1",
      before: HELD,
      after: limits.parse({ ...HELD, metrics: [{ metric: "power_kw", high: 9 }, HELD.metrics[1]] }),
    },
  ]);
  // Without a bound there is nothing left to delay.
  for (const csv of [
    "machine,metric,high\np1,power_kw,\n",
    "machine,metric,high,on_delay_seconds\np1,power_kw,,\n",
  ]) {
    const gone = changeOf(csv, KNOWN)?.limits;
    expect(gone?.[0]?.after.metrics.map(({ metric }) => metric)).toEqual(["flow"]);
  }
  expect(changeOf("machine,silent_minutes\np1,\n", KNOWN)?.limits[0]?.after.silent_minutes).toBeUndefined();
  expect(changeOf("machine,action\np1,Listen\n", KNOWN)?.guidance).toEqual([
    {
      scope: { machine_id: "p1" },
      before: { action: "Look", cause: "Wear" },
      after: { cause: "Wear", action: "Listen" },
    },
  ]);
  expect(changeOf("machine,action,cause\np1,,\n", KNOWN)?.guidance[0]?.after).toBeNull();
});

test("what Excel writes where the comma is decimal is read", () => {
  const csv =
    '\ufeffmachine;metric;severity;high;dead_band;action;within_minutes\r\n"=Pump 2";flow;Critical;1,5;0,1;"line one\r\nline two";15\r\n';
  expect(changeOf(csv)).toEqual({
    guidance: [
      {
        scope: { machine_id: "p2", metric: "flow" },
        before: null,
        after: { action: "line one\nline two", within_minutes: 15 },
      },
    ],
    limits: [
      {
        machine_id: "p2",
        before: { metrics: [] },
        after: { metrics: [{ metric: "flow", severity: "critical", high: 1.5, dead_band: 0.1 }] },
      },
    ],
  });
});

test.each<[string, string, { line: number; column: string; value: string }[]]>([
  ["an unknown machine", "machine,action\nNobody,x\n", [{ line: 2, column: "machine", value: "Nobody" }]],
  [
    "the same alarms twice, whatever they are called by",
    "machine,metric,action\nPump-1,flow,x\n\np1,flow,y\n",
    [{ line: 4, column: "machine", value: "p1" }],
  ],
  [
    "an unknown type",
    "machine_type,action\nlathe,x\n",
    [{ line: 2, column: "machine_type", value: "lathe" }],
  ],
  [
    "a machine and a type",
    "machine,machine_type,action\np1,pump,x\n",
    [{ line: 2, column: "machine_type", value: "pump" }],
  ],
  ["a rule with a metric", "rule,metric,action\nr,flow,x\n", [{ line: 2, column: "rule", value: "r" }]],
  ["a line about nothing", "machine,metric,action\n,,x\n", [{ line: 2, column: "metric", value: "" }]],
  [
    "a number that is none",
    "machine,metric,high\np1,flow,hot\n",
    [{ line: 2, column: "high", value: "hot" }],
  ],
  [
    "a number of two readings",
    "machine;metric;high\np1;flow;1.500\n",
    [{ line: 2, column: "high", value: "1.500" }],
  ],
  [
    "a date that was a number",
    "machine,metric,high\np1,flow,01. May\n",
    [{ line: 2, column: "high", value: "01. May" }],
  ],
  ["low above high", "machine,metric,low,high\np1,flow,9,1\n", [{ line: 2, column: "high", value: "1" }]],
  [
    "a delay without a bound",
    "machine,metric,high,on_delay_seconds\np1,flow,,5\n",
    [{ line: 2, column: "on_delay_seconds", value: "5" }],
  ],
  ["a limit of no machine", "metric,high\nflow,5\n", [{ line: 2, column: "high", value: "5" }]],
  ["a limit of no metric", "machine,high\np1,5\n", [{ line: 2, column: "high", value: "5" }]],
  [
    "a silence below zero",
    "machine,silent_minutes\np1,-5\n",
    [{ line: 2, column: "silent_minutes", value: "-5" }],
  ],
  [
    "a link that runs",
    "metric,link\nflow,javascript:alert(1)\n",
    [{ line: 2, column: "link", value: "javascript:alert(1)" }],
  ],
  [
    "half a minute",
    "metric,within_minutes\nflow,0.5\n",
    [{ line: 2, column: "within_minutes", value: "0.5" }],
  ],
  ["an unknown column", "machine,colour\np1,red\n", [{ line: 1, column: "colour", value: "colour" }]],
  ["a column twice", "machine,action,Action\np1,x,y\n", [{ line: 1, column: "action", value: "action" }]],
  ["no column of alarms", "action\nx\n", [{ line: 1, column: "", value: "" }]],
  ["a cell under no name", "machine,action\np1,x,y\n", [{ line: 2, column: "column 3", value: "y" }]],
  ["an open quote", 'machine,action\np1,"x\n', [{ line: 2, column: "", value: "" }]],
  ["an empty file", "\n\n", [{ line: 1, column: "", value: "" }]],
])("%s is named with line, column and value, and nothing is changed", (_, csv, expected) =>
  expect(problemsOf(csv).map(({ line, column, value }) => ({ line, column, value }))).toEqual(expected),
);

test("every error of a file is named, in the order of its lines", () => {
  const csv = "machine,metric,high,action\nnobody,a,1,x\np1,b,y,x\np1,c,1,x\np2,d,z,x\n";
  expect(problemsOf(csv).map(({ line }) => line)).toEqual([2, 3, 5]);
});

test("more limits than a machine may have are an error of its last line", () => {
  const lines = Array.from({ length: 65 }, (_, index) => `p1,m${index},1`);
  expect(problemsOf(`machine,metric,high\n${lines.join("\n")}\n`)).toMatchObject([
    { line: 66, column: "metric" },
  ]);
});

test("ten thousand lines are checked with pauses, and more than are taken are refused", () => {
  const line = (index: number) => `m${index},"Check\nit",${(index % 60) + 1}`;
  const csv = (count: number) =>
    `metric,action,within_minutes\n${Array.from({ length: count }, (_, index) => line(index)).join("\n")}`;
  const steps = checkImport(csv(10_000), NONE);
  let pauses = 0;
  for (let step = steps.next(); ; step = steps.next(), pauses++) {
    if (!step.done) continue;
    expect(step.value).toMatchObject({ lines: 10_000 });
    break;
  }
  expect(pauses).toBeGreaterThan(50);
  expect(problemsOf(csv(20_002))).toHaveLength(1);
});

test("of very many errors the first thousand are named", () =>
  expect(problemsOf(`machine,action\n${"nobody,x\n".repeat(5_000)}`)).toHaveLength(1000));
