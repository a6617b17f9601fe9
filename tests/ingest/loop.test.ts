import { expect, setDefaultTimeout, test } from "bun:test";
import { inSteps } from "../../src/async/steps";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { parseInSteps } from "../../src/ingest/parse/parse";
import { validateInSteps } from "../../src/ingest/validate";
import { watchEventLoop } from "../support/event_loop";
import { SLOW_MACHINE_MS } from "../support/needs";

setDefaultTimeout(SLOW_MACHINE_MS);

const BODY_AT_MOST = 8 * 1024 * 1024;
const METRICS = 200;
/** Whatever is sent, a socket or a press of a button waits no longer for it. */
const LONGEST_MS = 100;

const press = { ...MACHINE_DEFAULTS, id: "p", name: "P", created_at: 0, updated_at: 0 };
const known = { now: Date.now(), machine: () => press };

/** An array of as many readings as a body holds. */
function bodyOf(value: (index: number) => string, begin = "[", between = ",", end = "]") {
  const readings: string[] = [];
  let length = 0;
  for (let index = 0; readings.length < 10_000; index++) {
    const metrics = Array.from({ length: METRICS }, (_, i) => value(index * METRICS + i));
    const reading = `{"machine_id":"P","timestamp":${known.now},"metrics":{${metrics.join(",")}}}`;
    length += reading.length + 1;
    if (length > BODY_AT_MOST) break;
    readings.push(reading);
  }
  return begin + readings.join(between) + end;
}

const header = `machine_id,timestamp,${Array.from({ length: METRICS }, (_, i) => `k${i}`).join(",")}`;
const line = (cell: string, first = cell) =>
  `P,${known.now},${[first, ...Array<string>(METRICS - 1).fill(cell)].join(",")}`;
const csv = (cell: string, first = cell) =>
  [header, line(cell, first), ...Array<string>(9000).fill(line(cell))].join("\n");

test.each<[string, string, string]>([
  ["bare NaN", "application/json", bodyOf((i) => `"${i % METRICS}":NaN`)],
  ["a name of its own for each", "application/json", bodyOf((i) => `"m${i.toString(36)}":null`)],
  ["lines of bare NaN", "application/x-ndjson", bodyOf((i) => `"${i % METRICS}":NaN`, "", "\n", "")],
  ["CSV of NaN", "text/csv", csv("NaN")],
  ["CSV in quotes", "text/csv", csv('"x"')],
  ["CSV with one quote within a cell", "text/csv", csv("NaN", '5"')],
  ["CSV with a quote that is never closed", "text/csv", csv("1", '"5')],
  ["CSV of one line in quotes", "text/csv", `${header}\nP,1,${'"x",'.repeat(BODY_AT_MOST / 4)}`],
  ["CSV of one cell in quotes", "text/csv", `${header}\nP,1,"${"x".repeat(BODY_AT_MOST - 5_000)}"`],
  ["blank lines", "application/x-ndjson", "\n".repeat(BODY_AT_MOST)],
])("the loop turns while a body of eight megabytes is read: %s", async (_, type, body) => {
  const bytes = new TextEncoder().encode(body.slice(0, BODY_AT_MOST));
  const longest = watchEventLoop();
  const parsed = await inSteps(parseInSteps(type, bytes));
  if (parsed.kind === "rows") await inSteps(validateInSteps(parsed.rows, known));
  // The watch sees a pause once it is over.
  await Bun.sleep(2);
  expect(longest()).toBeLessThan(LONGEST_MS);
});
