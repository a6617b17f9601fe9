import { expect, test } from "bun:test";
import { parse } from "csv-parse/sync";
import { csvName, csvOf } from "../../../../src/http/pages/anomalies/alarm_csv";
import type { Alarm } from "../../../../src/domain/alarm/alarm";
import { alarm, open, START } from "../../../support/store";

type Line = Record<string, string>;

async function exported(alarms: Alarm[], query = {}) {
  await using store = {
    ...(await open("sqlite://:memory:")),
    [Symbol.asyncDispose]: () => store.close(),
  };
  await store.alarms.apply(alarms.map((alarm) => ({ kind: "opened", alarm })));
  const asked: number[] = [];
  const list: typeof store.alarms.list = (query) => (asked.push(query.limit), store.alarms.list(query));
  const bytes = await new Response(csvOf({ list }, query)).bytes();
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { text, asked, lines: parse(text, { columns: true, bom: true }) as Line[] };
}

test("every alarm is a line, newest first, read a page at a time", async () => {
  const all = Array.from({ length: 1200 }, (_, i) => alarm({ opened_at: START + i }));
  const { lines, asked } = await exported(all);
  expect(lines.map(({ id }) => id)).toEqual(all.map(({ id }) => id).reverse());
  expect(Math.max(...asked)).toBeLessThan(all.length);
  expect(lines[0]?.detected_at).toBe(new Date(START + 1199).toISOString());
});

test("a spreadsheet can take no name for a formula, and numbers stay numbers", async () => {
  const hostile = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];
  const { lines } = await exported(
    hostile.map((machine_name) => alarm({ machine_name, value: -5.25, note: machine_name })),
  );
  expect(lines.map(({ machine_name }) => machine_name).toSorted()).toEqual(
    hostile.map((name) => `'${name}`).toSorted(),
  );
  for (const line of lines) {
    expect(line.metric_value).toBe("-5.25");
    expect(line.resolution_notes).toStartWith("'");
  }
});

test("commas, quotes, line breaks and letters of any language come back as they were", async () => {
  const machine_name = `Präge "5", Halle\r\n2 · 压机`;
  const { text, lines } = await exported([alarm({ machine_name, called_false: true, resolved_by: "Ada" })]);
  expect(lines).toMatchObject([{ machine_name, false_alarm: "yes", resolved_by: "Ada", unit: "kW" }]);
  expect(text.startsWith("\ufeffdetected_at,")).toBe(true);
  expect(text.endsWith("\r\n")).toBe(true);
});

/**
 * The cells by the letter of RFC 4180: outside quotes neither a lone line feed nor a lone carriage return may
 * stand.
 */
function strictly(text: string): string[][] {
  const cell = /"((?:[^"]|"")*)"|([^",\r\n;]*)/y;
  const rows: string[][] = [[]];
  for (let at = 1; at < text.length;) {
    cell.lastIndex = at;
    const [whole, quoted, plain] = cell.exec(text)!;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    at += whole.length;
    if (text.startsWith(",", at)) at += 1;
    else if (text.startsWith("\r\n", at)) [at] = [at + 2, rows.push([])];
    else throw new Error(`Neither a cell nor a line ends at ${JSON.stringify(text.slice(at, at + 20))}`);
  }
  return rows.slice(0, -1);
}

test("no note can tear its row: every kind of line break, quote and separator reads back", async () => {
  const notes = ["a\nb", "a\rb", "a\r\nb", 'a "b"\n,c', ";=1+1", "a;b", "fine\n=1+1", "\n=1", '"', "a\n\r\n"];
  const { text, lines } = await exported(notes.map((note, i) => alarm({ note, opened_at: START - i })));
  expect(lines.map(({ resolution_notes }) => resolution_notes)).toEqual(notes);
  const [header = [], ...rows] = strictly(text);
  expect(rows.map((row) => row[header.indexOf("resolution_notes")])).toEqual(notes);
  expect(rows.every((row) => row.length === header.length)).toBe(true);
});

test("no alarm is a header alone", async () => {
  const { text } = await exported([alarm()], { severity: "critical" });
  expect(text.trim().split("\r\n")).toHaveLength(1);
});

test("the file is named by plant and period, in letters that every system takes", () => {
  const now = Date.parse("2026-11-23T09:00:00Z");
  expect(csvName('Werk "Süd" / 2', "Europe/Berlin", { from: now - 3_600_000 }, now)).toBe(
    "alarms_Werk-Sud-2_2026-11-23T0900_to_2026-11-23T1000.csv",
  );
  expect(csvName("压机", "UTC", { to: now }, now)).toBe("alarms_to_2026-11-23T0900.csv");
});
