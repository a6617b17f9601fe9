import { expect, test } from "bun:test";
import { LatencyChart } from "../../../views/diagnostics/latency_chart";
import { ScreenTable } from "../../../views/diagnostics/screen_table";
import { HOSTILE, NOW, parse, screenLine, ZONE } from "../../support/views";

const table = (lines: ReturnType<typeof screenLine>[], more = 0) =>
  parse(<ScreenTable list={{ lines, more }} timezone={ZONE} now={NOW} />);

test("a screen goes by its name, or by the start of its id, and its report is shown as text", () => {
  const body = table(
    [screenLine(), screenLine({ name: null }), screenLine({ name: HOSTILE, path: HOSTILE })],
    3,
  );
  const names = [...body.querySelectorAll("th[scope=row]")].map(({ firstChild }) => firstChild?.textContent);
  expect(names.map((name) => name?.trim())).toEqual(["Hall 2", "Screen K3F9", HOSTILE]);
  expect(body.querySelector("img")).toBeNull();
  expect(body.querySelector(".more")?.textContent).toContain("3 more");
});

test("a silent screen shows since when, and cannot be flashed; other problems stand beside its connection", () => {
  const silent = table([screenLine({ state: "silent", heardAt: NOW - 60_000, lagMs: null })]);
  expect(silent.querySelector(".link")?.textContent).toBe("Not responding since 09:59:04");
  expect(silent.querySelector("[data-lag]")?.textContent).toBe("–");
  expect(silent.querySelector("button")?.hasAttribute("disabled")).toBe(true);
  const unfit = table([screenLine({ hidden: true, wake: "insecure", sound: "blocked" })]);
  expect(unfit.querySelector(".link small")?.textContent).toBe(
    "in the background · may turn off: not https · sound blocked",
  );
  expect(table([screenLine({ wake: "held", sound: "on" })]).querySelector(".link small")?.textContent).toBe(
    "",
  );
});

test("a table that is replaced every few seconds is not announced to screen readers", () => {
  const body = table([screenLine()]);
  expect(body.querySelector("[aria-live], [role=status], [role=alert]")).toBeNull();
});

const picture = (drawn: number[], lag: number[] = []) => {
  const minute = (max: number, index: number) => {
    const at = NOW - 4_000 - index * 600_000;
    return { at, count: 2, p50: max / 4, p99: max / 2, max };
  };
  const latencies = { drawn: drawn.map(minute), lag: lag.map(minute) };
  return parse(<LatencyChart latencies={latencies} timezone={ZONE} now={NOW} />);
};

test("the chart has a caption with the same facts, and marks 100 ms and 1 s", () => {
  const body = picture([40, 8_000], [90]);
  expect(body.querySelector("#latency-words")?.textContent).toBe(
    "4 events in 2 minutes of the last hour; slowest 8 sec, at 09:50; in that minute 50 % within 2 sec, 99 % within 4 sec. Screens answered within 90 ms.",
  );
  expect(body.querySelector("svg")?.getAttribute("aria-labelledby")).toBe("latency-words");
  const marked = [...body.querySelectorAll(".mark")].map((line) => line.getAttribute("data-ms"));
  expect(marked).toEqual(["100", "1000"]);
});

test("a minute without events is a gap, slower ones are higher, and those beyond the scale are at its edge", () => {
  const body = picture([10, 1_000, 1e9]);
  expect(body.querySelectorAll("[data-minute]")).toHaveLength(3);
  const heights = [...body.querySelectorAll("circle")].map((c) =>
    Number.parseFloat(c.getAttribute("cy") ?? ""),
  );
  expect(heights).toEqual(heights.toSorted((a, b) => b - a));
  expect(heights[2]).toBe(9);
});

test("without events it says so, and draws nothing", () => {
  const body = picture([]);
  expect(body.querySelector("#latency-words")?.textContent).toContain("No events in the last hour");
  expect(body.querySelectorAll("rect, circle")).toHaveLength(0);
});
