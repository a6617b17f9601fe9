import { expect, test } from "bun:test";
import { anomalies } from "../../support/pages";
import { HOSTILE, parsePage, site } from "../../support/views";

test("paging keeps the filter", () => {
  const document = parsePage(anomalies());
  const urls = [...document.querySelectorAll(".paging a")].map(
    (a) => new URL(a.getAttribute("href") ?? "", "http://x"),
  );
  expect(urls.map((url) => url.searchParams.get("offset"))).toEqual([null, "400"]);
  expect(urls.map((url) => url.searchParams.get("machine"))).toEqual([HOSTILE, HOSTILE]);
  expect(document.querySelector("select[name=severity] option[selected]")?.getAttribute("value")).toBe(
    "critical",
  );
});

test("every link of the list keeps its filter and theme, and so does its form", () => {
  const filter = { severity: "critical", from: "2026-11-23T08:00" } as const;
  const document = parsePage(anomalies({ site: site({ theme: "dark" }), filter }));
  const links = [...document.querySelectorAll(".paging a, .spans a, .filters a")].map(
    (a) => new URL(a.getAttribute("href") ?? "", "http://x").searchParams,
  );
  expect(new Set(links.map((query) => query.get("theme")))).toEqual(new Set(["dark"]));
  expect(document.querySelector("form.filters input[name=theme]")?.getAttribute("value")).toBe("dark");
  const spans = [...document.querySelectorAll(".spans a")].map((a) => a.getAttribute("href"));
  expect(spans).toContain("/plant/anomalies?severity=critical&last=8h&theme=dark");
  expect(document.querySelector("input[name=from]")?.getAttribute("value")).toBe("2026-11-23T08:00");
  expect(document.querySelector("a[download]")?.getAttribute("href")).toBe(
    "/plant/anomalies/export.csv?severity=critical&from=2026-11-23T08%3A00",
  );
});

test("a link each leads to the question before the list as it was drawn is answered; without any alarm there is none", () => {
  const links = (answerable?: object) => {
    const document = parsePage(anomalies({ answerable, filter: { severity: "critical" } }));
    return [...document.querySelectorAll(".tools a[href*=act]")];
  };
  const many = { acknowledge_all: { count: 500, asOf: 77 }, resolve_all: { count: 800, asOf: 77 } };
  const [acknowledge, resolve] = links(many);
  expect(acknowledge?.getAttribute("href")).toBe(
    "/plant/anomalies/many?severity=critical&act=acknowledge_all&as_of=77",
  );
  expect([acknowledge?.textContent, resolve?.textContent]).toEqual([
    "Acknowledge 500 alarms",
    "Resolve 800 alarms",
  ]);
  expect(links({ ...many, acknowledge_all: { count: 0, asOf: 77 } })).toHaveLength(1);
  expect(links()).toEqual([]);
});
