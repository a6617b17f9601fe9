import { expect, test } from "bun:test";
import { board } from "../../support/pages";
import { parsePage } from "../../support/views";

test.each([
  ["#link-status[data-state=connecting][data-bus=ok]"],
  ["#toasts[role=region]:not([aria-live])"],
  ["#spoken[role=status]"],
  ["#anomaly-rows > tr[data-anomaly-id][data-severity][data-state]"],
  ["[data-machine-id] [data-metric=power_kw]"],
  ["#cursor[data-cursor='abc-17'][name=after]"],
  ["[data-more] a"],
  ["#gaps"],
  ["#simulated"],
  ["#clock[data-timezone='Europe/Berlin']"],
  ["meta[name='andon-build'][content='3f9c2a']"],
  ["noscript"],
])("the board has the hook %s", (selector) => {
  expect(parsePage(board()).querySelector(selector)).not.toBeNull();
});

test("one element connects, another catches up, and neither is swapped itself", () => {
  const document = parsePage(board());
  const connecting = [...document.querySelectorAll("*")].filter((element) =>
    element.hasAttribute("hx-ws:connect"),
  );
  expect(connecting.map((element) => element.id)).toEqual(["socket"]);
  const catchUp = document.querySelector("#catch-up");
  expect([connecting[0]?.getAttribute("hx-swap"), catchUp?.getAttribute("hx-swap")]).toEqual([
    "none",
    "none",
  ]);
  for (const selector of catchUp?.getAttribute("hx-include")?.split(",") ?? []) {
    expect(document.querySelector(selector)).not.toBeNull();
  }
});

test("no close code and no hidden page ends a wall screen's connection for good", () => {
  const content = parsePage(board()).querySelector("meta[name='htmx-config']")?.getAttribute("content");
  const config = JSON.parse(content ?? "");
  expect(config).toMatchObject({
    includeIndicatorCSS: false,
    history: false,
    ws: { pauseOnBackground: false },
  });
});

test("Enter in the name field acknowledges nothing: the first button of its form is disabled", () => {
  const document = parsePage(board());
  const first = document.querySelector("button");
  expect(first?.closest("form")?.id).toBe("answer");
  expect(first?.hasAttribute("disabled")).toBe(true);
  expect(document.querySelector("input[name=by]")?.getAttribute("form")).toBe("answer");
});

test("the clock shows plant time, and the zone is named once", () => {
  const document = parsePage(board());
  expect(document.querySelector("#clock [data-time]")?.textContent).toBe("10:00:04");
  expect(document.body.textContent?.match(/Europe\/Berlin/g)).toHaveLength(1);
});

test("a lost event bus is shown before any socket is open", () => {
  const status = parsePage(
    board({ link: { bus: "away", warning: "Live, event bus down since 09:59" } }),
  ).querySelector("#link-status");
  expect(status?.getAttribute("data-bus")).toBe("away");
  expect(status?.getAttribute("data-warning")).toBe("Live, event bus down since 09:59");
});

test("a theme is chosen by name, else by the browser", () => {
  expect(parsePage(board({ theme: "dark" })).documentElement.getAttribute("data-theme")).toBe("dark");
  expect(parsePage(board()).documentElement.hasAttribute("data-theme")).toBe(false);
});
