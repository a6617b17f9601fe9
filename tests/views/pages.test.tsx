import { describe, expect, test } from "bun:test";
import { AnomaliesPage } from "../../views/anomalies/anomalies";
import { BoardPage } from "../../views/board/board";
import { DiagnosticsPage } from "../../views/diagnostics/diagnostics";
import { DocsPage } from "../../views/docs/docs";
import { ErrorPage } from "../../views/layout/error";
import { MachinePage } from "../../views/machines/machine";
import { MachineFormPage } from "../../views/machines/machine_form";
import { MachinesPage } from "../../views/machines/machines";
import { TrainingPage } from "../../views/training/training";
import { job } from "../support/training_sample";
import { blank, chart, mark } from "../support/chart_sample";
import {
  alarm,
  detected,
  facts,
  figures,
  HOSTILE,
  machine,
  NOW,
  parsePage,
  screenLine,
  site,
  tile,
} from "../support/views";

const hostile = machine({ id: HOSTILE, name: HOSTILE });
const rows = [
  alarm(),
  alarm({
    id: HOSTILE,
    machine_id: HOSTILE,
    machine_name: HOSTILE,
    metric: HOSTILE,
    reason: HOSTILE,
    unit: HOSTILE,
  }),
];
const main = { metric: HOSTILE, value: 1, unit: HOSTILE, at: NOW };

const board = (change = {}) => (
  <BoardPage
    site={site({ plantName: HOSTILE, answersAs: HOSTILE, ...change })}
    figures={figures}
    tiles={[tile(), tile({ machine: hostile, mode: HOSTILE, main, alarm: rows[1], simulated: true })]}
    alarms={rows}
    machineIds={[]}
    total={9}
  />
);

const anomalies = (change = {}) => (
  <AnomaliesPage
    site={site({ nav: "anomalies" })}
    alarms={rows}
    filter={{ machine: HOSTILE, severity: "critical" }}
    machines={[hostile]}
    paging={{ offset: 200, size: 200, total: 540 }}
    {...change}
  />
);

const diagnostics = (
  <DiagnosticsPage
    site={site({ nav: "diagnostics" })}
    facts={facts}
    screens={{
      lines: [screenLine(), screenLine({ id: "zz99", name: HOSTILE, path: HOSTILE, browser: HOSTILE })],
      more: 3,
    }}
    latencies={{ drawn: [{ at: NOW - 60_000, count: 2, p50: 12, p99: 40, max: 41 }], lag: [] }}
    log={[{ event: detected({ machine_name: HOSTILE }), latencyMs: null, origin: HOSTILE }]}
  />
);

const api = {
  info: { title: HOSTILE },
  paths: {
    [HOSTILE]: {
      get: { summary: HOSTILE, parameters: [{ name: HOSTILE, in: "query" }], responses: { 200: {} } },
    },
  },
};

const hostileJob = job({ id: HOSTILE, machine_name: HOSTILE, message: HOSTILE });
const training = (
  <TrainingPage
    site={site({ nav: "training" })}
    machines={[hostile]}
    jobs={[
      { ...hostileJob, status: "running", step: "learning", progress_pct: 30 },
      { ...hostileJob, id: "j2", status: "failed", error: HOSTILE },
      { ...hostileJob, id: "j3", status: "completed", metrics: { r_squared: 0.9 } },
    ]}
    models={[
      {
        machineId: HOSTILE,
        machineName: HOSTILE,
        version: 2,
        heldOut: 0.7,
        training: 0.9,
        rmse: 1.5,
        rows: 720,
        formula: HOSTILE,
        trainedAt: NOW,
        isGood: false,
      },
    ]}
    refusal={HOSTILE}
  />
);

const hostileTile = tile({ machine: hostile, mode: HOSTILE, main, alarm: rows[1] });
const machines = <MachinesPage site={site({ nav: "machines" })} tiles={[tile(), hostileTile]} />;
const onePage = (
  <MachinePage
    site={site({ nav: "machines", theme: "dark" })}
    tile={hostileTile}
    values={[main]}
    chart={chart({ metric: HOSTILE, unit: HOSTILE, alarms: [mark({ sentence: HOSTILE })] })}
    alarms={rows}
    total={9}
    fill={20}
  />
);
const form = (
  <MachineFormPage
    site={site({ nav: "machines", still: true })}
    title={HOSTILE}
    action="/plant/machines/x"
    back="/plant/machines/x"
    values={{ ...blank, name: HOSTILE }}
    errors={{ name: HOSTILE }}
  />
);
const kiosk = board({ kiosk: { name: HOSTILE, pages: ["board", "anomalies"], everyMs: 30_000 } });

const PAGES: [name: string, page: () => unknown][] = [
  ["board", board],
  ["anomalies", anomalies],
  ["training", () => training],
  ["machines", () => machines],
  ["machine", () => onePage],
  ["machine form", () => form],
  ["kiosk", () => kiosk],
  ["diagnostics", () => diagnostics],
  ["error", () => <ErrorPage site={site({ nav: null })} status={500} sentence={HOSTILE} />],
  ["docs", () => <DocsPage site={site({ nav: null })} document={api} documentUrl="/plant/openapi.json" />],
];

describe.each(PAGES)("the %s page", (_, page) => {
  const html = String(page());
  const document = parsePage(html);

  test("is one whole document", () => {
    expect(html).toStartWith("<!doctype html><html");
    expect(html).toEndWith("</html>");
  });

  test("has nothing that the content security policy would block", () => {
    const elements = [...document.querySelectorAll("*")];
    const names = elements.flatMap((element) => element.getAttributeNames());
    expect(
      names.filter((name) => name === "style" || name.startsWith("on") || name.startsWith("hx-on")),
    ).toEqual([]);
    expect([...document.querySelectorAll("script")].map((script) => script.textContent)).toEqual([""]);
    expect(
      document.querySelectorAll("style, [href^='javascript:'], [src^='http'], [href^='http']"),
    ).toHaveLength(0);
  });

  test("shows hostile names as the text they are", () => {
    expect(document.querySelectorAll("img")).toHaveLength(0);
  });

  test("links and sends only under the base path", () => {
    const attributes = ["href", "src", "action", "hx-get", "hx-post", "hx-ws:connect"];
    const urls = [...document.querySelectorAll("*")].flatMap((element) =>
      attributes.map((name) => element.getAttribute(name)).filter((url) => url !== null),
    );
    expect(urls.filter((url) => !url.startsWith("/plant/") && !url.startsWith("#"))).toEqual([]);
    expect(urls.length).toBeGreaterThan(5);
  });

  test("has each id once", () => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});

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

test("diagnostics lists events under their hook, with type, latency and origin", () => {
  const line = parsePage(diagnostics).querySelector("#event-log > [data-event-id='e1']");
  expect(line?.textContent).toContain("New alarm");
  expect(line?.querySelector(".latency")?.textContent).toBe("–");
  expect(line?.querySelector(".origin")?.textContent).toBe(HOSTILE);
});

test("one element connects, another one catches up, and neither swaps itself", () => {
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

test("no close code and no hidden page can end a wall screen's connection for good", () => {
  const content = parsePage(board()).querySelector("meta[name='htmx-config']")?.getAttribute("content");
  const config = JSON.parse(content ?? "");
  expect(config).toMatchObject({
    includeIndicatorCSS: false,
    history: false,
    ws: { pauseOnBackground: false },
  });
});

test("Enter in the name field answers no alarm: the form's first button is disabled", () => {
  const document = parsePage(board());
  const first = document.querySelector("button");
  expect(first?.closest("form")?.id).toBe("answer");
  expect(first?.hasAttribute("disabled")).toBe(true);
  expect(document.querySelector("input[name=by]")?.getAttribute("form")).toBe("answer");
});

test("the clock stands in plant time, and the zone is named once", () => {
  const document = parsePage(board());
  expect(document.querySelector("#clock [data-time]")?.textContent).toBe("10:00:04");
  expect(document.body.textContent?.match(/Europe\/Berlin/g)).toHaveLength(1);
});

test("a lost bus is said before any socket is open", () => {
  const status = parsePage(board({ busAwaySince: NOW - 60_000 })).querySelector("#link-status");
  expect(status?.getAttribute("data-bus")).toBe("away");
  expect(status?.getAttribute("data-text-away")).toBe("Live, event bus down since 09:59");
});

test("a theme is asked for by name, else the browser chooses", () => {
  expect(parsePage(board({ theme: "dark" })).documentElement.getAttribute("data-theme")).toBe("dark");
  expect(parsePage(board()).documentElement.hasAttribute("data-theme")).toBe(false);
});

test("past 24 tiles the grid is dense", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => tile({ machine: machine({ id: `m${n}` }) }));
  const dense = (count: number) =>
    parsePage(
      <BoardPage site={site()} figures={figures} tiles={many(count)} alarms={[]} machineIds={[]} total={0} />,
    ).querySelector("#tiles[data-dense]") !== null;
  expect([dense(24), dense(25)]).toEqual([false, true]);
});

test("a board narrowed to machines says so, and links to all", () => {
  const page = (
    <BoardPage site={site()} figures={figures} tiles={[]} alarms={[]} machineIds={["c1", "c2"]} total={3} />
  );
  const document = parsePage(page);
  expect(document.querySelector("section header a[href='/plant/']")?.textContent).toContain(
    "Only 2 machines",
  );
  const totals = [...document.querySelectorAll("[data-alarm-total]")];
  expect(totals.reduce((sum, total) => sum + Number(total.getAttribute("value")), 0)).toBe(3);
});

test("what the table leaves out is counted and linked; with nothing left out the line is hidden", () => {
  const more = parsePage(board()).querySelector("[data-more]");
  expect([more?.textContent?.trim(), more?.hasAttribute("hidden")]).toEqual(["7 more", false]);
  const none = parsePage(anomalies({ paging: { offset: 0, size: 200, total: 2 } })).querySelector(
    "[data-more]",
  );
  expect(none?.hasAttribute("hidden")).toBe(true);
});

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

test("every link of the list keeps the filter and the look of the page, and so does its form", () => {
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

test("all unanswered of a list are answered by the mark it was drawn with; nothing unanswered, no button", () => {
  const button = (unanswered?: object) =>
    parsePage(anomalies({ unanswered })).querySelector("button[name=acknowledge_all]");
  expect(button({ count: 500, mark: 77 })?.getAttribute("value")).toBe("77");
  expect(button({ count: 500, mark: 77 })?.textContent).toContain("500");
  expect(button({ count: 0, mark: 77 })).toBeNull();
  expect(button()).toBeNull();
});

test("a page that is not there says so and leads to the board", () => {
  const document = parsePage(<ErrorPage site={site({ nav: null })} status={404} />);
  expect(document.querySelector("h2")?.textContent).toBe("Not found");
  expect(document.querySelector("main a")?.getAttribute("href")).toBe("/plant/");
});
