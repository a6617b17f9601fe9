import { expect, test } from "bun:test";
import fc from "fast-check";
import { atOnce } from "../../../src/async/steps";
import { elementsOf } from "../../../src/ingest/parse/elements";
import { parseReadings } from "../../../src/ingest/parse/parse";

const AT = Date.UTC(2026, 2, 2, 8);
const json = (body: string) => parseReadings("application/json", body);
const reading = (metrics: string, more = "") =>
  `{"machine_id":"m","timestamp":${AT},"metrics":{${metrics}}${more}}`;

function elements(text: string): unknown[] | undefined {
  const found = atOnce(elementsOf(text, 1000));
  if (found.kind === "wrong") return undefined;
  return found.places.map(([begin, end]) => JSON.parse(text.slice(begin, end)) as unknown);
}

test("the elements of an array are found wherever brackets, commas and quotes stand", () => {
  const value = fc.oneof(
    fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text) as unknown),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(value), fc.constantFrom(0, 2), (sent, blanks) => {
      expect(elements(JSON.stringify(sent, null, blanks))).toEqual(sent);
    }),
  );
});

test("what is no JSON array is never taken for one", () => {
  const broken = fc
    .tuple(
      fc.array(fc.json({ maxDepth: 2 }), { maxLength: 4 }),
      fc.nat(),
      fc.constantFrom("", ",", "]", "}", '"', "["),
    )
    .map(([parts, place, put]) => {
      const text = `[${parts.join(",")}]`;
      const at = 1 + (place % text.length);
      return text.slice(0, at) + put + text.slice(at + 1);
    });
  fc.assert(
    fc.property(broken, (text) => {
      const parsed = json(text);
      try {
        JSON.parse(text);
      } catch {
        expect(parsed).toMatchObject({ kind: "refused", status: 400 });
        return;
      }
      expect(parsed.kind).toBe("rows");
    }),
  );
});

test.each(["[", "[1", "[1,]", "[,1]", "[1]]", "[1] 2", '["]', "[}", "[{]}", "[1 2]"])(
  "%p is refused",
  (body) => {
    expect(json(body)).toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^The body is not JSON: ./),
    });
  },
);

test("a metric or a field that stands twice in a reading is named, and the last one counts", () => {
  expect(json(reading('"t":1,"t" : 2,"a":3'))).toEqual({
    kind: "rows",
    rows: [
      {
        ...{ machine_id: "m", at: AT, metrics: { t: 2, a: 3 }, mode: null },
        dropped: [{ metric: "t", kind: "twice", reason: '"t" is sent twice: the last counts and not 1' }],
      },
    ],
  });
  for (const [body, dropped] of [
    [reading('"t":"1","t":null'), [{ metric: "t", reason: expect.stringContaining('not "1"') }]],
    [reading(String.raw`"t":NaN,"\u0074":2`), [{ metric: "t", kind: "twice" }]],
    [reading('"t":1,"t":1,"t":1,"u":{},"u":2'), [{ metric: "t" }, { metric: "u" }]],
    [
      reading('"t":1', ',"metrics":{"a":1}'),
      [{ metric: "metrics", reason: '"metrics" is sent twice in a reading: the last counts' }],
    ],
    [
      reading('"t":1', ',"mode":"a","mode":"b"'),
      [{ metric: "mode", reason: expect.stringContaining('not "a"') }],
    ],
  ] as const)
    for (const [type, sent] of [
      ["application/json", body],
      ["application/json", `[${body}]`],
      ["application/x-ndjson", body],
    ] as const)
      expect(parseReadings(type, sent)).toMatchObject({ rows: [{ dropped }] });
});

test("what only looks like a name twice is none", () => {
  for (const body of [
    reading('"t":1,"T":2,"a:b":3,"{\\"t\\":":4'),
    reading('"metrics":1,"timestamp":2'),
    reading('"t":1', ',"units":{"t":"°C"}'),
  ])
    expect(json(body)).not.toHaveProperty("rows.0.dropped");
  // What an object holds is no value anyway.
  expect(json(reading('"t":{"a":1,"a":2},"b":1'))).not.toHaveProperty("rows.0.dropped");
});

test("a reading that is larger than one can be is refused without being read, the others are taken", () => {
  const large = reading(`"t":"${"x".repeat(600_000)}"`);
  const refused = { reason: "malformed", error: "reading: larger than 256 KiB" };
  expect(json(`[${reading('"t":1')},${large}]`)).toMatchObject({ rows: [{ metrics: { t: 1 } }, refused] });
  expect(parseReadings("application/x-ndjson", large)).toMatchObject({ rows: [refused] });
  expect(json(large)).toMatchObject({ kind: "refused", status: 413 });
});
