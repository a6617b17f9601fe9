import { expect, test } from "bun:test";
import { drawnLater, type Fragment } from "../../src/live/fragment";
import { frame } from "../../src/live/frame";

const fragment = (more: Partial<Fragment>): Fragment => ({
  target: "row",
  id: "alarm-1",
  html: "<tr></tr>",
  key: 1,
  machineId: null,
  urgency: 1,
  ...more,
});
const CURSOR = "log-7";
const rows = (count: number, urgency: Fragment["urgency"]) =>
  Array.from({ length: count }, (_, i) =>
    fragment({ id: `alarm-${urgency}-${i}`, html: `<tr ${urgency}-${i}>`, key: i, urgency }),
  );

test("of several drawings of one element only the last is sent", () => {
  const html = frame([fragment({ html: "old" }), fragment({ html: "new" })], CURSOR);
  expect(html).toContain("new");
  expect(html).not.toContain("old");
});

test("the cursor comes last, so that a frame cut short is asked for again", () => {
  expect(frame([fragment({})], CURSOR)).toMatch(/data-cursor="log-7"[^<]*><\/hx-partial>$/);
});

test("a frame carries no more rows than a page holds, and the critical ones first", () => {
  const html = frame([...rows(3, 2), ...rows(300, 1)], CURSOR);
  expect(html.match(/<tr 2-/g)).toHaveLength(3);
  expect(html.match(/<tr /g)).toHaveLength(200);
});

test("a row that does not fit is removed from the page, where it would be out of date", () => {
  const html = frame(rows(201, 1), CURSOR);
  expect(html).toContain('hx-target="#alarm-1-0" hx-swap="delete"');
  expect(html.match(/hx-swap="delete"/g)).toHaveLength(1);
});

test("of rows of the same instant the last ones are the newest", () => {
  const html = frame(
    rows(201, 1).map((row) => ({ ...row, key: 7 })),
    CURSOR,
  );
  expect(html).toContain("<tr 1-200>");
  expect(html).not.toContain("<tr 1-0>");
});

test("a new row that does not fit is on no page, and nothing is removed", () => {
  const html = frame(
    rows(300, 1).map((row) => ({ ...row, isNew: true })),
    CURSOR,
  );
  expect(html).not.toContain("delete");
});

test("a row that does not fit is not drawn, and one that cannot be drawn is left out", () => {
  const troubles: unknown[] = [];
  const drawn: string[] = [];
  const later = rows(300, 1).map(({ html, ...row }) =>
    drawnLater(
      row,
      () => {
        drawn.push(row.id);
        if (row.id === "alarm-1-299") throw new Error("No drawing");
        return html;
      },
      (error) => troubles.push(error),
    ),
  );
  const html = frame(later, CURSOR);
  expect(drawn).toHaveLength(200);
  expect(html.match(/<tr /g)).toHaveLength(199);
  expect(troubles).toHaveLength(1);
});

test("toasts are the newest three, and the rest is counted", () => {
  const toasts = rows(10, 1).map((row) => ({ ...row, target: "toast" as const }));
  const html = frame(toasts, CURSOR);
  expect(html.match(/<tr /g)).toHaveLength(3);
  expect(html).toContain("7 more");
  expect(html).toContain("<tr 1-9>");
});

test("parts go together, each to the element with its id, and a cursor is not needed", () => {
  const parts = ["a", "b"].map((id) => fragment({ target: "part", id, html: `<i id="${id}"></i>` }));
  expect(frame(parts, null)).toBe(`<hx-parts><i id="a"></i><i id="b"></i></hx-parts>`);
});
