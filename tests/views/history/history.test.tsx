import { expect, test } from "bun:test";
import { HistoryPage } from "../../../views/history/history";
import type { HistoryView } from "../../../src/domain/history_view";
import { alarm, HOSTILE, NOW, parsePage, site, tile, ZONE } from "../../support/views";

const HOUR = 3_600_000;
const THEN = NOW - 5 * HOUR;
const opened = (id: string, at: number, severity: "normal" | "warning" | "critical" = "warning") =>
  alarm({ id, opened_at: at, severity });

function draw(view: Partial<HistoryView> = {}, more: object = {}) {
  const marks = [
    opened("a", THEN - 10_000, "critical"),
    opened("b", THEN, "normal"),
    opened("c", THEN + 2 * HOUR),
  ];
  const shown = { at: THEN, machineIds: [], span: "8h" as const, ...view };
  const moment = {
    view: shown,
    state: shown.speed ? ("playing" as const) : ("paused" as const),
    tiles: [tile({ at: THEN })],
    alarms: marks.slice(0, 2),
    marks,
  };
  const past = { ...site({ nav: "history", past: true, still: true }), ...more };
  return parsePage(<HistoryPage site={past} moment={moment} machines={[]} notice={HOSTILE} />);
}

const all = (page: ReturnType<typeof draw>, selector: string) => [...page.querySelectorAll(selector)];

test("the mark, the moment and its zone stand at the head, and the title says that it is a replay", () => {
  const page = draw();
  expect(page.title).toStartWith("REPLAY Mon 23 Nov 05:00");
  expect(page.querySelector(".replay")?.textContent).toContain("REPLAY");
  expect(page.querySelector("#replay-clock time")?.textContent).toBe("Mon 23 Nov 05:00:04");
  expect(page.querySelector(".replay")?.textContent).toContain(ZONE);
  expect(page.querySelector("#replay-at")?.getAttribute("value")).toBe("2026-11-23T04:00:04Z");
});

test("a page of the past has no form that answers, and asks in words as text", () => {
  const page = draw();
  expect(page.querySelector("form#answer")).toBeNull();
  expect(page.querySelector("[role=alert].notice")?.textContent).toBe(HOSTILE);
  expect(page.querySelector("img")).toBeNull();
});

test("what it does is the pressed button: pause, or one of the speeds", () => {
  const pressed = (page: ReturnType<typeof draw>) =>
    all(page, '[aria-pressed="true"]').map((button) => button.textContent.trim());
  expect(pressed(draw())).toEqual(["❚❚ Pause"]);
  expect(pressed(draw({ speed: 60 }))).toEqual(["▶ 60×"]);
});

test("without script a playing page refreshes to where it is then, a still one not at all", () => {
  const refresh = (page: ReturnType<typeof draw>) =>
    /http-equiv="refresh" content="([^"]*)"/.exec(page.head.innerHTML)?.[1];
  expect(refresh(draw())).toBeUndefined();
  expect(refresh(draw({ speed: 1 }, { still: false, nextUrl: "/history?at=later" }))).toBe(
    "10;url=/history?at=later",
  );
});

test("alarms that lie together are one mark with the worst sign, which leads to the first of them", () => {
  const marks = all(
    draw({ speed: 10, theme: "dark", machineIds: ["c1"], span: "24h" }),
    "#timeline a[data-severity]",
  );
  expect(marks.map((mark) => mark.getAttribute("data-severity"))).toEqual(["critical", "warning"]);
  const query = new URLSearchParams(marks[0]?.getAttribute("href")?.slice(1));
  expect(Object.fromEntries(query)).toEqual({
    at: "2026-11-23T03:59:54Z",
    speed: "10",
    span: "24h",
    machine: "c1",
    theme: "dark",
  });
  expect(marks[0]?.getAttribute("aria-label")).toContain("2 alarms");
  expect(marks[1]?.getAttribute("aria-label")).toContain("Compressor-1 · Warning");
});

test("pieces of the timeline begin on round times of the plant's clock and end at now", () => {
  const pieces = all(draw({ at: NOW - HOUR }), "#timeline a:has(.piece)");
  const starts = pieces.map((piece) =>
    Date.parse(new URLSearchParams(piece.getAttribute("href")?.slice(1)).get("at") ?? ""),
  );
  expect(starts.every((at) => at % (HOUR / 2) === 0)).toBe(true);
  expect(Math.max(...starts)).toBeLessThan(NOW);
});

test("with nothing recorded it says so and offers nothing to press", () => {
  const page = parsePage(<HistoryPage site={site({ nav: "history" })} machines={[]} />);
  expect(page.querySelector(".replay")?.textContent).toContain("Nothing has been recorded yet");
  expect(page.querySelector(".replay button")).toBeNull();
});
