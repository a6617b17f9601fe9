import { expect, test } from "bun:test";
import fc from "fast-check";
import { insertSorted } from "../../../static/page/sorted_rows";
import { openPage } from "../open_page";

const FULL_TABLE = 200;

function table(...rows: { id: string; key: string }[]) {
  const { document } = openPage(`<main id="rows"></main>`);
  const drawn = rows.map(({ id, key }) => Object.assign(document.createElement("p"), { id, innerHTML: key }));
  drawn.forEach((row, n) => row.setAttribute("data-key", rows[n]!.key));
  return { body: document.getElementById("rows")!, drawn };
}
const keysOf = ({ children }: Element) => [...children].map((row) => row.getAttribute("data-key"));

test("rows go before the first that sorts after them: numbers as numbers, equals behind those that are there", () => {
  const key = fc.oneof(
    fc.nat(300).map(String),
    fc.constantFrom("hall.Press-2", "hall.Press-10", "área.1", "Area.1"),
  );
  fc.assert(
    fc.property(fc.array(key), fc.constantFrom("asc" as const, "desc" as const), (keys, sort) => {
      const { body, drawn } = table(...keys.map((one, n) => ({ id: `r${n}`, key: one })));
      for (const row of drawn) insertSorted(body, [row], sort);
      const sign = sort === "desc" ? -1 : 1;
      expect(keysOf(body)).toEqual(
        keys.toSorted((a, b) => sign * a.localeCompare(b, undefined, { numeric: true })),
      );
    }),
  );
});

test("a row takes the place of the one with its id, whatever its key", () => {
  const { body, drawn } = table({ id: "a", key: "3" }, { id: "b", key: "2" }, { id: "a", key: "1" });
  insertSorted(body, drawn.slice(0, 2), "desc");
  insertSorted(body, drawn.slice(2), "desc");
  expect(keysOf(body)).toEqual(["1", "2"]);
});

test("the row of an alarm moves when it has another key, and stays else", () => {
  const { body, drawn } = table({ id: "a", key: "3" }, { id: "b", key: "2" }, { id: "a", key: "1" });
  body.id = "anomaly-rows";
  insertSorted(body, drawn.slice(0, 2), "desc");
  insertSorted(body, drawn.slice(2), "desc");
  expect(keysOf(body)).toEqual(["2", "1"]);
});

test("a row without key and id goes last", () => {
  const { body, drawn } = table({ id: "a", key: "1" }, { id: "", key: "" });
  insertSorted(body, drawn, "asc");
  expect(keysOf(body)).toEqual(["1", ""]);
});

test("a full table of one instant takes another row without a collator for each comparison", () => {
  const rows = Array.from({ length: FULL_TABLE }, (_, n) => ({ id: `r${n}`, key: "7" }));
  const { body, drawn } = table(...rows, { id: "new", key: "7" });
  insertSorted(body, drawn.slice(0, FULL_TABLE), "desc");
  const { localeCompare } = String.prototype;
  let made = 0;
  String.prototype.localeCompare = function (this: string, other: string) {
    made += 1;
    return localeCompare.call(this, other);
  };
  try {
    insertSorted(body, drawn.slice(FULL_TABLE), "desc");
  } finally {
    String.prototype.localeCompare = localeCompare;
  }
  expect([made, body.lastElementChild?.id]).toEqual([0, "new"]);
});
