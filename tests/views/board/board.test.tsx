import { expect, test } from "bun:test";
import { BoardPage } from "../../../views/board/board";
import { anomalies, board } from "../../support/pages";
import { figures, machine, parsePage, site, summary, tile } from "../../support/views";

test("with more than 24 tiles the grid is dense", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => tile({ machine: machine({ id: `m${n}` }) }));
  const dense = (count: number) =>
    parsePage(
      <BoardPage
        site={site()}
        figures={figures}
        summary={summary}
        tiles={many(count)}
        alarms={[]}
        fill={50}
        machineIds={[]}
        total={0}
        suppressed={0}
      />,
    ).querySelector("#tiles[data-dense]") !== null;
  expect([dense(24), dense(25)]).toEqual([false, true]);
});

test("a board limited to machines says so, and links to all machines", () => {
  const page = (
    <BoardPage
      site={site()}
      figures={figures}
      summary={summary}
      tiles={[]}
      alarms={[]}
      fill={50}
      machineIds={["c1", "c2"]}
      total={3}
      suppressed={0}
    />
  );
  const document = parsePage(page);
  expect(document.querySelector("section header a[href='/plant/']")?.textContent).toContain(
    "Only 2 machines",
  );
  const totals = [...document.querySelectorAll("[data-alarm-total]")];
  expect(totals.reduce((sum, total) => sum + Number(total.getAttribute("value")), 0)).toBe(3);
});

test("alarms that the table leaves out are counted and linked; without any the line is hidden", () => {
  const more = parsePage(board()).querySelector("[data-more]");
  expect([more?.textContent?.trim(), more?.hasAttribute("hidden")]).toEqual(["7 more", false]);
  const none = parsePage(anomalies({ paging: { offset: 0, size: 200, total: 2 } })).querySelector(
    "[data-more]",
  );
  expect(none?.hasAttribute("hidden")).toBe(true);
});
