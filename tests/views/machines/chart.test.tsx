import { expect, test } from "bun:test";
import type { ChartData } from "../../../src/http/pages/machines/chart";
import { Chart } from "../../../views/machines/chart";
import { timeTicks } from "../../../views/shared/time_ticks";
import { chart, mark } from "../../support/chart_sample";
import { HOSTILE, NOW, parse, ZONE } from "../../support/views";

const HOUR_MS = 3_600_000;

const draw = (change: Partial<ChartData> = {}) =>
  parse(<Chart chart={chart(change)} url="/plant/machines/c1" timezone={ZONE} now={NOW} />);

/** The points of a path, in the chart's own units of 1000 × 400. */
function places(figure: ReturnType<typeof draw>, selector: string): [number, number][] {
  const path = figure.querySelector(selector)?.getAttribute("d") ?? "";
  return [...path.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

test("a curve is drawn at its times and values: a quarter in at 250, higher values higher up", () => {
  const [first, second, third] = places(draw(), ".line");
  expect([first?.[0], second?.[0], third?.[0]]).toEqual([250, 500, 750]);
  expect(second?.[1]).toBe(200);
  expect(first![1] - 200).toBeCloseTo(200 - third![1], 1);
  expect(first![1]).toBeLessThan(400);
  expect(third![1]).toBeGreaterThan(0);
});

test("the range reaches from the lowest to the highest value, both within the picture", () => {
  const ys = places(draw(), ".range").map(([, y]) => y);
  expect(Math.min(...ys)).toBeGreaterThan(0);
  expect(Math.max(...ys)).toBeLessThan(400);
});

test("a silence is a gap, not a line through it", () => {
  const moves = (gapMs: number) =>
    draw({ gapMs }).querySelector(".line")?.getAttribute("d")?.match(/M/g)?.length;
  expect(moves(HOUR_MS)).toBe(1);
  expect(moves(HOUR_MS / 8)).toBe(3);
});

test("a value that never changes is a line in the middle", () => {
  const flat = { at: NOW - 1000, mean: 0, low: 0, high: 0 };
  const [first] = places(draw({ columns: [flat, { ...flat, at: NOW }] }), ".line");
  expect(first?.[1]).toBe(200);
});

test("without readings it says so and draws no curve", () => {
  const figure = draw({ columns: [], last: null });
  expect(figure.querySelector("svg.plot")).toBeNull();
  expect(figure.textContent).toContain("No readings in this time");
  expect(figure.textContent).not.toContain("NaN");
});

test("the normal band is drawn and named; a baseline's expected values replace it", () => {
  const band = { low: 45, high: 55 };
  const expected = [{ from: NOW - HOUR_MS, to: NOW, value: 50 }];
  expect(draw({ band }).querySelector(".plot .band")).not.toBeNull();
  expect(draw({ band }).querySelector(".legend")?.textContent).toContain("Normal range now");
  const figure = draw({ band, expected });
  expect(figure.querySelector(".plot .band")).toBeNull();
  const line = places(figure, ".plot .expected");
  expect([line.at(0), line.at(-1)]).toEqual([
    [0, 200],
    [1000, 200],
  ]);
});

test("an alarm is a sign where it opened, and a shade for its duration if it is about this metric", () => {
  const figure = draw({ alarms: [mark({ to: NOW - HOUR_MS / 4 }), mark({ isOfMetric: false })] });
  const shades = [...figure.querySelectorAll(".abnormal.critical")];
  expect(shades.map((shade) => [shade.getAttribute("x"), shade.getAttribute("width")])).toEqual([
    ["500", "250"],
  ]);
  expect(figure.querySelectorAll(".mark-of")).toHaveLength(2);
});

test("one sentence tells screen readers what the chart shows", () => {
  const figure = draw({ alarms: [mark()] });
  const id = figure.querySelector(".plot")?.getAttribute("aria-labelledby");
  expect(figure.querySelector(`#${id}`)?.textContent).toBe(
    "Power from 09:00:04 to 10:00:04: lowest 38 kW, highest 62 kW, average 50 kW, now 60 kW; 1 alarm",
  );
});

test("every move is a link of its own, and swaps only the chart", () => {
  const figure = draw();
  const links = [...figure.querySelectorAll("a[href]")];
  expect(links.length).toBeGreaterThan(8);
  for (const link of links) {
    expect(link.getAttribute("hx-get")).toBe(link.getAttribute("href"));
    expect(link.getAttribute("hx-target")).toBe("#chart");
  }
  const earlier = new URLSearchParams(
    figure.querySelector("#chart-earlier")?.getAttribute("href")?.split("?")[1],
  );
  expect(earlier.get("until")).toBe(new Date(NOW - HOUR_MS / 2).toISOString());
  expect(figure.querySelector("#chart-later")?.hasAttribute("href")).toBe(false);
});

test("zooming keeps the middle of a past chart; zooming out into the future shows the newest", () => {
  const to = NOW - 2 * 24 * HOUR_MS;
  const figure = draw({ span: "8h", from: to - 8 * HOUR_MS, to, isNewest: false });
  const until = (id: string) =>
    new URLSearchParams(figure.querySelector(id)?.getAttribute("href")?.split("?")[1]).get("until");
  expect(until("#chart-closer")).toBe(new Date(to - 3.5 * HOUR_MS).toISOString());
  expect(until("#chart-wider")).toBe(new Date(to + 8 * HOUR_MS).toISOString());
  const late = draw({ span: "24h", to: NOW - HOUR_MS, isNewest: false });
  expect(late.querySelector("#chart-wider")?.getAttribute("href")).not.toContain("until");
});

test("only the newest chart refreshes itself", () => {
  expect(draw().querySelector("#chart")?.getAttribute("hx-trigger")).toBe("every 15s");
  expect(draw({ isNewest: false }).querySelector("#chart")?.hasAttribute("hx-get")).toBe(false);
});

test("hostile names and sentences are text", () => {
  const figure = draw({ metric: HOSTILE, unit: HOSTILE, alarms: [mark({ sentence: HOSTILE })] });
  expect(figure.querySelectorAll("img")).toHaveLength(0);
  expect(figure.querySelector("#chart-title")?.textContent).toContain(HOSTILE);
});

test("time ticks are round plant hours, also on the day when daylight saving time ends", () => {
  const from = Date.UTC(2026, 9, 24, 22); // midnight in Berlin; daylight saving time ends at 3:00
  const labels = timeTicks(from, from + 25 * HOUR_MS, 180, ZONE).map(({ label }) => label);
  expect(labels).toEqual(["25 Oct", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "26 Oct"]);
});

test("day ticks are at the plant's midnights", () => {
  const ticks = timeTicks(NOW - 30 * 24 * HOUR_MS, NOW, 5 * 1440, ZONE);
  expect(ticks).toHaveLength(6);
  expect(ticks.every(({ isDay }) => isDay)).toBe(true);
});
