import { expect, test } from "bun:test";
import type { TileData } from "../../../src/live/state/machine_state";
import { Tile } from "../../../views/board/tile";
import { valueId } from "../../../views/shared/value";
import { alarm, HOSTILE, machine, NOW, parse, tile, ZONE } from "../../support/views";

const draw = (change: Partial<TileData> = {}) =>
  parse(<Tile tile={tile(change)} timezone={ZONE} now={NOW} />).querySelector("article");
const main = (value: number | null) => ({
  metric: "power_kw",
  value,
  unit: "kW",
  low: 40,
  high: 50,
  at: NOW - 1000,
});
const needleAt = (value: number | null) =>
  draw({ main: main(value) })
    ?.querySelector(".needle")
    ?.getAttribute("d");

test("carries the hooks of its machine and values", () => {
  const article = draw();
  expect(article?.id).toBe("tile-c1");
  expect(article?.getAttribute("data-machine-id")).toBe("c1");
  expect(article?.querySelector(`#${valueId("c1", "power_kw")}`)?.getAttribute("data-metric")).toBe(
    "power_kw",
  );
  expect(article?.querySelector("[data-metric=power_kw]")?.textContent).toBe("49.6 kW");
});

test("the needle is in the middle third while the value is normal, and stops at the end of the scale", () => {
  expect([40, 45, 50, 1e9, -1e9].map(needleAt)).toEqual([
    "M80.0 0v22",
    "M120.0 0v22",
    "M160.0 0v22",
    "M240.0 0v22",
    "M0.0 0v22",
  ]);
});

test("an unknown value has no needle and reads –", () => {
  expect(needleAt(null)).toBeUndefined();
  expect(draw({ main: main(null) })?.querySelector("[data-metric=power_kw] .number")?.textContent).toBe("–");
});

test("a silent machine shows no old value as current, and says for how long it has been silent", () => {
  const silent = draw({ at: NOW - 180_000, main: { ...main(44), at: NOW - 180_000 } });
  expect(silent?.hasAttribute("data-stale")).toBe(true);
  expect(silent?.querySelector(".mode")?.textContent).toBe("no data");
  expect(silent?.querySelector(".note")?.textContent).toBe("No reading for 3 min");
  expect(silent?.querySelector("[data-metric]")?.className).toContain("gone");
});

test("a machine that has never sent says so", () => {
  expect(draw({ at: null })?.querySelector(".note")?.textContent).toBe("No reading yet");
});

test("an alarm is a sentence with its sign", () => {
  const note = draw({ alarm: alarm() })?.querySelector(".note");
  expect(note?.textContent).toBe("Power 44 % above expected 49.6 kW");
  expect(note?.querySelector("svg")?.getAttribute("aria-label")).toBe("Critical");
});

test("says that it is simulated, and shows the learning progress", () => {
  expect(draw({ simulated: true })?.querySelector(".simulated")?.textContent).toBe("Simulated");
  expect(draw({ learned: 0.4 })?.querySelector(".note")?.textContent).toBe("learning 40 %");
  expect(draw({ hasBand: false })?.querySelector(".note")?.textContent).toBe("Not judged yet");
  expect(draw({})?.querySelector(".note")).toBeNull();
  expect(draw()?.querySelector(".simulated")).toBeNull();
});

test("a trend has a text alternative", () => {
  const label = (values: number[]) =>
    draw({ trend: values.map((value, index) => ({ at: NOW - index * 1000, value })) })
      ?.querySelector(".trend")
      ?.getAttribute("aria-label");
  expect([label([]), label([48]), label([53, 48, 50])]).toEqual([
    "Power, last 15 minutes: no readings",
    "Power, last 15 minutes: 48 kW",
    "Power, last 15 minutes: 48 to 53 kW",
  ]);
});

test("a trend ends where the readings end and keeps to its picture", () => {
  const points = Array.from({ length: 900 }, (_, n) => ({ at: NOW - 900_000 + n * 1000, value: n % 7 }));
  const path =
    draw({ trend: points.slice(0, 450) })
      ?.querySelector(".line")
      ?.getAttribute("d") ?? "";
  const xs = [...path.matchAll(/[ML](-?[\d.]+),/g)].map((match) => Number(match[1]));
  expect(xs.length).toBeLessThanOrEqual(121);
  expect(Math.max(...xs)).toBeCloseTo(119.7, 0);
  expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
});

test("one point, no point and a band without width draw no NaN", () => {
  const flat = { metric: "power_kw", value: 1, unit: "kW", low: 1, high: 1, at: NOW };
  for (const trend of [[], [{ at: NOW, value: 1 }]]) {
    expect(draw({ main: flat, trend })?.outerHTML).not.toMatch(/NaN|Infinity/);
  }
});

test("keeps hostile names as text, and knows no URL", () => {
  const hostile = draw({
    machine: machine({ id: HOSTILE, name: HOSTILE }),
    mode: HOSTILE,
    main: { ...main(1), metric: HOSTILE, unit: HOSTILE },
    alarm: alarm({ reason: HOSTILE }),
  });
  expect(hostile?.querySelector("img, [href], [src]")).toBeNull();
  expect(hostile?.querySelector("h2")?.textContent).toBe(HOSTILE);
  expect(hostile?.querySelector("[data-metric]")?.getAttribute("data-metric")).toBe(HOSTILE);
});

test("a silent sensor ages on its own, however fresh the other values of its machine are", () => {
  const silent = { ...main(44), at: NOW - 3_600_000 };
  const drawn = draw({ main: silent, others: [{ metric: "pressure_bar", value: 6, unit: "bar", at: NOW }] });
  expect(drawn?.querySelector("[data-metric=power_kw]")?.className).toContain("gone");
  expect(drawn?.querySelector("[data-metric=pressure_bar]")?.className).not.toContain("gone");
});

test("an alarm of a limit shows the limit, not an expected value", () => {
  const reason = "Power 32.9 kW, above its limit of 5 kW; since 10:00:00";
  const broken = alarm({ detection_method: "limit", reason, expected_value: 5, deviation_percent: 558 });
  expect(draw({ alarm: broken })?.querySelector(".note")?.textContent).toContain("above its limit of 5 kW");
});

test("a value that is not good is dashes, and the tile says why and since when", () => {
  const since = NOW - 3_600_000;
  const bad = { ...main(null), quality: "bad" as const, since, sent: "Bad" };
  const drawn = draw({ main: bad, marked: [bad] });
  expect(drawn?.querySelector("[data-metric=power_kw] .number")?.textContent).toBe("–");
  expect(drawn?.querySelector(".note")?.textContent).toBe("Power: bad value “Bad” since 09:00:04");
  const wrong = { ...bad, quality: "implausible" as const, sent: "4294967.295" };
  expect(draw({ main: wrong, marked: [wrong] })?.querySelector(".note")?.textContent).toBe(
    "Power: implausible 4294967.295 since 09:00:04",
  );
  expect(draw({ main: bad, marked: [bad], alarm: alarm() })?.querySelector(".note")?.textContent).toContain(
    "above expected",
  );
});
