import { expect, test } from "bun:test";
import { Window } from "happy-dom";
import { trimRows } from "../../../static/alarms/rows";

/** A page whose table is filled up to `fill` rows; each row is "state severity". */
function page(rows: string[], fill: number, total = rows.length): Document {
  const { document } = new Window();
  const trs = rows.map((row, i) => {
    const [state, severity] = row.split(" ");
    return `<tr id="r${i}" data-anomaly-id="${i}" data-state="${state}" data-severity="${severity}"></tr>`;
  });
  document.body.innerHTML = `<data data-alarm-total value="${total}"></data>
    <table><tbody id="anomaly-rows" data-fill="${fill}">${trs.join("")}</tbody></table>
    <p data-more hidden><span data-count></span></p>`;
  return document as unknown as Document;
}

const ids = (document: Document) => [...document.querySelectorAll("tr")].map(({ id }) => id);
const more = (document: Document) => document.querySelector<HTMLElement>("[data-more]");

test("closed alarms past the page's measure go, the newest stay, and the rest is counted", () => {
  const document = page(Array(60).fill("resolved warning"), 50, 1000);
  trimRows(document, () => {});
  expect(ids(document)).toEqual(Array.from({ length: 50 }, (_, i) => `r${i}`));
  expect(more(document)?.textContent).toContain("950");
  expect(more(document)?.hidden).toBe(false);
});

test("an open alarm is never pushed off by newer closed ones", () => {
  const document = page([...Array(60).fill("resolved warning"), "new critical"], 50);
  trimRows(document, () => {});
  expect(ids(document)).toContain("r60");
});

test("of more than 200 open alarms the critical ones stay, however old", () => {
  const document = page([...Array(250).fill("new warning"), "new critical"], 50);
  trimRows(document, () => {});
  expect(ids(document)).toHaveLength(200);
  expect(ids(document)).toContain("r250");
});

test("when room is made among two hundred open alarms, the page asks for those that had none", () => {
  const document = page(Array(200).fill("new warning"), 50, 300);
  let asked = 0;
  const trim = () => trimRows(document, () => (asked += 1));
  trim();
  expect(asked).toBe(0);
  document.querySelector("tr")!.dataset.state = "resolved";
  trim();
  trim();
  expect(asked).toBe(1);
});

test("nothing hidden, no line", () => {
  const document = page(["new warning"], 50);
  trimRows(document, () => {});
  expect(more(document)?.hidden).toBe(true);
});

test("a first-out stays whatever comes, and what follows another alarm goes first", () => {
  const document = page([...Array(250).fill("new critical"), "new warning"], 50);
  const rows = [...document.querySelectorAll<HTMLElement>("tr")];
  for (const row of rows.slice(0, 100)) row.dataset.rank = "2";
  rows.at(-1)!.dataset.rank = "-1";
  trimRows(document, () => {});
  expect(ids(document)).toHaveLength(200);
  expect(ids(document)).toContain("r250");
  expect(ids(document)).toContain("r249");
  expect(ids(document)).not.toContain("r99");
});
