import { expect, test } from "bun:test";
import { limitLines, parseLimits, typedLimits } from "../../../../src/http/pages/machines/limits_form";
import "../../../../src/http/validation";

const line = {
  metric: "power_kw",
  severity: "critical",
  low: "",
  high: "8,5",
  rate_per_minute: "",
  flat_minutes: "",
  silent_minutes: "",
  clears_at: "",
  dead_band: "",
  on_delay_seconds: "",
  off_delay_seconds: "",
  modes: "",
};
const none = { ...line, metric: "flow_m3h", high: "" };

const fine = { clears_at: 2, on_delay_seconds: 5, off_delay_seconds: 0, modes: ["running", "warm up"] };

test("the form shows the limits that are set, a line for each metric that is read, and an empty one", () => {
  const limits = {
    metrics: [{ metric: "own", severity: "critical" as const, low: 0, ...fine }],
    silent_minutes: 5,
  };
  const typed = limitLines(limits, ["power_kw"]);
  expect(typed.lines.map(({ metric, low }) => [metric, low])).toEqual([
    ["power_kw", ""],
    ["own", "0"],
    ["", ""],
  ]);
  expect(parseLimits(typed)).toEqual(limits);
});

test("a form is read line by line; a line in which nothing is set is none", () => {
  const form = Object.fromEntries(
    [line, none].flatMap((each, index) =>
      Object.entries(each).map(([name, value]) => [`${name}.${index}`, ` ${value} `]),
    ),
  );
  const typed = typedLimits({ ...form, silent_minutes: "" });
  expect(typed).toEqual({ lines: [line, none], silent_minutes: "" });
  expect(parseLimits(typed)).toEqual({ metrics: [{ metric: "power_kw", severity: "critical", high: 8.5 }] });
});

test("each mistake is a sentence that names its field and quotes the text typed there", () => {
  const lines = [
    { ...line, low: "much" },
    { ...line, metric: "", high: "1" },
    { ...line, metric: "own", on_delay_seconds: "-5" },
  ];
  expect(parseLimits({ lines, silent_minutes: "-1" })).toEqual({
    errors: [
      'Power, Low: expected number, got "much"',
      'Another metric: must be at least 1 characters long, got ""',
      "own, On-delay (seconds): must be at least 0, got -5",
      "No readings: must be more than 0, got -1",
    ],
  });
});
