import { expect, test } from "bun:test";
import type { Severity } from "../../../src/domain/alarm/alarm";
import { areasOf, TilesByArea } from "../../../views/board/area";
import { areaKey, tileKey } from "../../../views/board/area_key";
import { HOSTILE, machine, NOW, parse, tile, ZONE } from "../../support/views";

const at = (location: string | null, name = "m", unanswered: Severity[] = []) =>
  tile({ machine: machine({ id: `${location}/${name}`, name, location }), unanswered });
const draw = (...tiles: ReturnType<typeof at>[]) =>
  parse(<TilesByArea tiles={tiles} timezone={ZONE} now={NOW} />);
const order = (...tiles: ReturnType<typeof at>[]) =>
  [...draw(...tiles).children].map((element) => element.querySelector("bdi")?.textContent);

test("areas and machines are sorted by name and number, machines without an area last", () => {
  expect(order(at(null, "z"), at("Line 10", "b"), at("Line 2", "d-10"), at("Line 2", "d-9"))).toEqual([
    "Line 2",
    "d-9",
    "d-10",
    "Line 10",
    "b",
    "Other machines",
    "z",
  ]);
});

test("a single area has no heading", () => {
  expect(order(at("Line 1", "a"), at("Line 1", "b"))).toEqual(["a", "b"]);
  expect(order(at(null, "a"), at(" ", "b"))).toEqual(["a", "b"]);
});

test("capitals and spaces do not make another area; one more letter does", () => {
  const areas = areasOf([at("Line 1"), at("line  1 "), at("Line 1b"), at("Line 01")]);
  expect(areas.map(({ tiles }) => tiles.length)).toEqual([2, 1, 1]);
});

test("a heading counts unacknowledged alarms, and shows the worst severity by sign and word", () => {
  const body = draw(at("A", "x", ["warning"]), at("A", "y", ["warning", "critical"]), at("B"));
  const [first, second] = [...body.querySelectorAll(".area")];
  expect(first?.getAttribute("data-severity")).toBe("critical");
  expect(first?.querySelector(".unanswered")?.textContent).toBe("Critical · 3 unacknowledged");
  expect(first?.querySelector("svg")?.getAttribute("aria-label")).toBe("Critical");
  expect(second?.querySelector(".unanswered")).toBeNull();
});

test.each(["en", "da", "sv", "cs", "et", "th", "ja"])(
  "a browser that sorts in %s keeps each tile under its own heading",
  (language) => {
    const names = [
      "Aaland",
      "Ångström",
      "Zulu",
      "chrom",
      "cola",
      "Line 2",
      "Line 10",
      "line 2b",
      "第2",
      null,
    ];
    const keys = names.flatMap((name) => [
      `${areaKey(name)}.0.0`,
      tileKey({ location: name, area: null, name: "ö 1.5" }),
    ]);
    const sorted = keys.toSorted((a, b) => a.localeCompare(b, language, { numeric: true }));
    expect(sorted).toEqual(keys.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })));
    sorted.forEach((key, place) => expect(key.endsWith(".0.0")).toBe(place % 2 === 0));
  },
);

test("a hostile area is text", () => {
  const body = draw(at(HOSTILE), at("B"));
  expect(body.querySelector("img")).toBeNull();
  expect(body.querySelector(".area bdi")?.textContent).toBe(HOSTILE);
});
