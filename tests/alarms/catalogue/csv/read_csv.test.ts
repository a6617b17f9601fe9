import { expect, test } from "bun:test";
import { readCsv } from "../../../../src/alarms/catalogue/csv/read_csv";
import { atOnce } from "../../../../src/async/steps";

const read = (text: string) => atOnce(readCsv(text));
const cells = (text: string) => read(text).rows.map(({ cells }) => cells);

test.each([
  [
    "commas",
    'a,b\r\n1,"x,y"\r\n',
    [
      ["a", "b"],
      ["1", "x,y"],
    ],
  ],
  [
    "semicolons",
    "a;b\n1,5;2\n",
    [
      ["a", "b"],
      ["1,5", "2"],
    ],
  ],
  [
    "tabs",
    "a\tb\n1\t2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a byte order mark",
    "\ufeffa,b\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a first line that says what separates",
    "sep=;\r\na,x;b\r\n1;2",
    [
      ["a,x", "b"],
      ["1", "2"],
    ],
  ],
  ["quotes in quotes", 'a\n"say ""no"""', [["a"], ['say "no"']]],
  [
    "quotes inside a cell",
    'a,b\n5" pipe,x"y"',
    [
      ["a", "b"],
      ['5" pipe', 'x"y"'],
    ],
  ],
  [
    "a last cell that is empty",
    "a,b\n1,",
    [
      ["a", "b"],
      ["1", ""],
    ],
  ],
  [
    "old line ends",
    "a,b\r1,2\r",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["nothing", "", []],
])("%s are read", (_, text, expected) => expect(cells(text)).toEqual(expected));

test("lines are those of the file, with blank lines and line ends in quotes counted", () => {
  const text = 'a,b\r\n\r\n1,"x\r\ny\nz"\r\n,\r\n2,3\r\n';
  expect(read(text).rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
    [1, "a"],
    [3, "1"],
    [7, "2"],
  ]);
  expect(read("sep=,\na\n1").rows.map(({ line }) => line)).toEqual([2, 3]);
});

test("a quote that is never closed is named by its line", () =>
  expect(read('a\n1\n"two\nthree').openQuote).toBe(3));

test("a large file is read with pauses", () => {
  const steps = readCsv(`a,b\n${"1,2\n".repeat(100_000)}`);
  let pauses = 0;
  while (!steps.next().done) pauses++;
  expect(pauses).toBeGreaterThan(3);
});
