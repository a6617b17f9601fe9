import { expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { atOnce } from "../../../src/async/steps";
import { csvLines } from "../../../src/ingest/parse/csv_lines";
import { parseReadings } from "../../../src/ingest/parse/parse";
import { SLOW_MACHINE_MS } from "../../support/needs";

setDefaultTimeout(SLOW_MACHINE_MS);

const AT = Date.UTC(2026, 2, 2, 8);
const csv = (...lines: string[]) => parseReadings("text/csv", lines.join("\n"));
const taken = (metrics: Record<string, number>) => ({ machine_id: "m", at: AT, metrics, mode: null });

test("a column without a name costs only its own values, each of which is named", () => {
  expect(csv("machine_id,timestamp,a,", `m,${AT},1,`, `m,${AT},2`, `m,${AT},3,7`)).toEqual({
    kind: "rows",
    rows: [
      taken({ a: 1 }),
      taken({ a: 2 }),
      {
        ...taken({ a: 3 }),
        dropped: [{ metric: "column 4", kind: "name", reason: 'column 4 has no name: "7"' }],
      },
    ],
  });
  expect(csv("machine_id,,timestamp,a,,", `m,x,${AT},1`)).toMatchObject({
    rows: [{ metrics: { a: 1 }, dropped: [{ metric: "column 2" }] }],
  });
  expect(csv("machine_id,timestamp,__proto__,a", `m,${AT},5,1`)).toMatchObject({
    rows: [{ ...taken({ a: 1 }), dropped: [{ metric: "__proto__", kind: "name" }] }],
  });
});

test("a comma too many at the end of a row is none, a value there is", () => {
  expect(csv("machine_id,timestamp,a", `m,${AT},1,,`)).toEqual({ kind: "rows", rows: [taken({ a: 1 })] });
  for (const row of [`m,${AT},1,5`, `m,${AT}`])
    expect(csv("machine_id,timestamp,a", row)).toMatchObject({ rows: [{ reason: "malformed" }] });
});

test("as a spreadsheet saves it: byte order mark, CRLF or CR, quoted names, blank lines", () => {
  for (const end of ["\r\n", "\n", "\r"])
    for (const name of ["a", '"a"'])
      expect(
        parseReadings(
          "text/csv",
          new TextEncoder().encode(
            `\uFEFF${end}"machine_id",timestamp,${name}${end}${end}m,${AT},1${end}  ${end}m,"${AT}","2"${end}`,
          ),
        ),
      ).toEqual({ kind: "rows", rows: [taken({ a: 1 }), taken({ a: 2 })] });
});

test("cells between semicolons or tabs are not guessed: the refusal says what to write", () => {
  for (const [separator, said] of [
    [";", "semicolons"],
    ["\t", "tabs"],
  ] as const)
    for (const quote of ["", '"']) {
      const header = ["machine_id", "timestamp", "a"].map((name) => quote + name + quote).join(separator);
      expect(csv(header, ["m", AT, "1,5"].join(separator))).toEqual({
        kind: "refused",
        status: 400,
        message: `The CSV is separated by ${said}: separate its cells by commas`,
      });
    }
});

test("a file is cut into parts between its rows, wherever quotes and line ends stand", () => {
  const cell = fc.oneof(
    fc.stringMatching(/^[ a-z0-9.:-]{0,8}$/),
    fc.stringMatching(/^[a-z,\n"]{0,8}$/).map((text) => `"${text.replaceAll('"', '""')}"`),
    fc.constantFrom('5" pipe', '\u00a0"a,\nb"', '"" "a,\nb"', ' ""', '"a""\nb" '),
  );
  const line = fc.array(cell, { minLength: 1, maxLength: 5 }).map((cells) => cells.join(","));
  const long = `${"x".repeat(30_000)},"${"y\n".repeat(15_000)}"`;
  const options = { trim: true, skip_empty_lines: true, relax_column_count: true, relax_quotes: true };
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.constant(long)), { maxLength: 12 }), (lines) => {
      const text = lines.join("\n");
      const isRead = () => parse(text, options).filter((cells) => cells.some((each) => each !== ""));
      let right: string[][] | undefined;
      try {
        right = isRead();
      } catch {
        return;
      }
      const read = atOnce(csvLines(text, 10_000));
      expect(read.filter((cells) => cells.some((each) => each !== ""))).toEqual(right);
    }),
    { numRuns: 60 },
  );
});

test("a quote within a cell misleads no cut: the file is read in parts as before it", () => {
  const lines = Array.from({ length: 9_000 }, (_, i) => `m,${AT + i},${i}`);
  for (const first of ['5" pipe', '"a,\nb"', "plain"]) {
    const steps = csvLines([`machine_id,timestamp,${first}`, ...lines].join("\n"), 10_000);
    let [parts, step] = [0, steps.next()];
    for (; !step.done; step = steps.next()) parts++;
    expect(parts).toBeGreaterThan(2);
    expect(step.value).toHaveLength(9_001);
    expect(step.value.at(-1)).toEqual(["m", `${AT + 8_999}`, "8999"]);
  }
});

test("a line in quotes that is too long costs only itself, a quote that is never closed the body", () => {
  const long = `m,${AT},"${"x,\n".repeat(100_000)}"`;
  expect(csv("machine_id,timestamp,a", `m,${AT},1`, long, `m,${AT},2`)).toMatchObject({
    rows: [taken({ a: 1 }), { index: 1, reason: "malformed" }, taken({ a: 2 })],
  });
  for (const rows of [1, 9_000])
    expect(csv("machine_id,timestamp,a", `m,${AT},"1`, ...Array<string>(rows).fill(`m,${AT},${AT}`))).toEqual(
      { kind: "refused", status: 400, message: "The body is not CSV: a quote is not closed" },
    );
});
