import { expect, test } from "bun:test";
import { HistoryPage } from "../../../views/history/history";
import type { HistoryView } from "../../../src/domain/history_view";
import { Timeline } from "../../../views/history/timeline";
import { alarm, HOSTILE, NOW, parse, parsePage, site, tile, ZONE } from "../../support/views";

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

test("the header shows REPLAY, the moment and its zone, and so does the title", () => {
  const page = draw();
  expect(page.title).toStartWith("REPLAY Mon 23 Nov 05:00");
  expect(page.querySelector(".replay")?.textContent).toContain("REPLAY");
  expect(page.querySelector("#replay-clock time")?.textContent).toBe("Mon 23 Nov 05:00:04");
  expect(page.querySelector(".replay")?.textContent).toContain(ZONE);
  expect(page.querySelector("#replay-at")?.getAttribute("value")).toBe("2026-11-23T04:00:04Z");
});

test("a page of the past has no alarm form, and shows its notice as text", () => {
  const page = draw();
  expect(page.querySelector("form#answer")).toBeNull();
  expect(page.querySelector("[role=alert].notice")?.textContent).toBe(HOSTILE);
  expect(page.querySelector("img")).toBeNull();
});

test("the button of the current state is pressed: pause, or a speed", () => {
  const pressed = (page: ReturnType<typeof draw>) =>
    all(page, '[aria-pressed="true"]').map((button) => button.textContent.trim());
  expect(pressed(draw())).toEqual(["❚❚ Pause"]);
  expect(pressed(draw({ speed: 60 }))).toEqual(["▶ 60×"]);
});

test("without script a playing page reloads at its new moment, a paused one not at all", () => {
  const refresh = (page: ReturnType<typeof draw>) =>
    /http-equiv="refresh" content="([^"]*)"/.exec(page.head.innerHTML)?.[1];
  expect(refresh(draw())).toBeUndefined();
  expect(refresh(draw({ speed: 1 }, { still: false, nextUrl: "/history?at=later" }))).toBe(
    "10;url=/history?at=later",
  );
});

test("alarms close together are one mark with the worst sign, which links to the first of them", () => {
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

test("segments of the timeline begin at round plant times and end now", () => {
  const pieces = all(draw({ at: NOW - HOUR }), "#timeline a:has(.piece)");
  const starts = pieces.map((piece) =>
    Date.parse(new URLSearchParams(piece.getAttribute("href")?.slice(1)).get("at") ?? ""),
  );
  expect(starts.every((at) => at % (HOUR / 2) === 0)).toBe(true);
  expect(Math.max(...starts)).toBeLessThan(NOW);
});

test("without any recorded data it says so and has no buttons", () => {
  const page = parsePage(<HistoryPage site={site({ nav: "history" })} machines={[]} />);
  expect(page.querySelector(".replay")?.textContent).toContain("Nothing recorded yet");
  expect(page.querySelector(".replay button")).toBeNull();
});

test("on the timeline a finding of the past says so, and an alert of no machine is named by its kind", () => {
  const marks = [
    { ...opened("f", THEN - HOUR), state: "finding" as const },
    { ...opened("s", THEN), machine_id: null, machine_name: null, alert_type: "peak_power" },
  ];
  const view = { at: THEN, machineIds: [], span: "8h" as const };
  const page = parse(<Timeline view={view} marks={marks} timezone={ZONE} now={NOW} />);
  const titles = [...page.querySelectorAll("a[data-severity] title")].map((title) => title.textContent);
  expect(titles.map((title) => /Found later|Peak power/.exec(title)?.[0])).toEqual([
    ...["Found later", "Peak power"],
  ]);
});
