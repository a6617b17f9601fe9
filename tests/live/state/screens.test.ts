import { expect, test } from "bun:test";
import { createLatencyHistogram } from "../../../src/live/state/latency_histogram";
import { createScreens } from "../../../src/live/state/screens";
import type { ClientReport } from "../../../src/domain/screen";

const reportOf = (id: string, change: Partial<ClientReport> = {}): ClientReport => ({
  ...{ id, name: null, path: "/", build: "b1", losses: 0, hidden: false, wake: null, sound: null },
  ...{ echo: null, frame: 0 },
  ...change,
});

/** A list whose time the test sets; each screen keeps what it is sent. */
function start(atMost?: number) {
  const clock = { now: 1_000_000 };
  const now = () => clock.now;
  const lag = createLatencyHistogram(now);
  const screens = createScreens({ now, build: "b1", pollMs: 5_000, lag, atMost });
  const sent: Record<string, string[]> = {};
  const from = { browser: "Chrome 140", address: "10.0.0.1" };
  const sends: Record<string, (html: string) => void> = {};
  return {
    ...{ clock, lag, screens, sent },
    report(id: string, change: Partial<ClientReport> = {}) {
      sent[id] ??= [];
      sends[id] ??= (html) => void sent[id]!.push(html);
      screens.report(reportOf(id, { echo: clock.now, ...change }), { ...from, send: sends[id] });
    },
    poll: (id: string) => screens.report(reportOf(id), from),
    leave: (id: string, isDone: boolean) => screens.closed(id, sends[id]!, isDone),
    states: () => Object.fromEntries(screens.list().lines.map(({ id, state }) => [id, state])),
  };
}

test("a screen is live, polling, lost when cut off, or silent after 30 s", () => {
  const { clock, screens, report, poll, leave, states } = start();
  for (const id of ["aaaa", "bbbb", "cccc", "dddd"]) report(id);
  poll("bbbb");
  leave("cccc", false);
  leave("dddd", true);
  expect(states()).toEqual({ aaaa: "live", bbbb: "polling", cccc: "lost" });
  clock.now += 30_000;
  report("aaaa");
  clock.now += 1_000;
  expect(states()).toEqual({ bbbb: "silent", cccc: "silent", aaaa: "live" });
  expect(screens.list().lines.map(({ id }) => id)).toEqual(["bbbb", "cccc", "aaaa"]);
  clock.now += 570_000;
  expect(states()).toEqual({ aaaa: "silent" });
});

test("a socket that closes late takes nothing from the one that has replaced it", () => {
  const { screens, report, states } = start();
  const old = () => {};
  screens.report(reportOf("aaaa"), { browser: "", address: "", send: old });
  report("aaaa");
  screens.closed("aaaa", old, true);
  expect(states()).toEqual({ aaaa: "live" });
});

test("lag is measured by the server's clock, and only from an echo of its own beat", () => {
  const { clock, screens, lag, report } = start();
  report("aaaa", { echo: clock.now - 40 });
  report("bbbb", { echo: clock.now + 5_000 });
  report("cccc", { echo: clock.now - 3_600_000 });
  const lags = Object.fromEntries(screens.list().lines.map(({ id, lagMs }) => [id, lagMs]));
  expect(lags).toEqual({ aaaa: 40, bbbb: null, cccc: null });
  expect(lag.all().count).toBe(1);
});

test("find flashes that screen alone, and once in ten seconds however often it is asked", () => {
  const { clock, screens, sent, report, states } = start();
  report("aaaa", { name: "Hall <2>" });
  report("bbbb");
  expect(screens.find("nobody")).toBe(false);
  for (let times = 0; times < 5; times++) expect(screens.find("aaaa")).toBe(true);
  expect(sent.aaaa).toHaveLength(1);
  expect(sent.aaaa![0]).toContain("Hall &lt;2&gt;");
  expect(sent.bbbb).toEqual([]);
  expect(
    screens
      .list()
      .lines.filter(({ isFlashing }) => isFlashing)
      .map(({ id }) => id),
  ).toEqual(["aaaa"]);
  clock.now += 10_001;
  expect(screens.find("aaaa")).toBe(true);
  expect(sent.aaaa).toHaveLength(2);
  expect(Object.keys(states())).toHaveLength(2);
});

test("a screen that polls flashes with its next poll, on whichever server, and once", () => {
  const { screens, sent, report, poll } = start();
  report("aaaa");
  poll("aaaa");
  screens.flash("aaaa");
  screens.flash("bbbb");
  poll("bbbb");
  expect(sent.aaaa).toEqual([]);
  for (const id of ["aaaa", "bbbb"]) {
    expect(screens.flashDue(id)).toContain("#found");
    expect(screens.flashDue(id)).toBe("");
  }
});

test("the screens of a peer are listed here by our clock, and go 30 s after its last report", () => {
  const here = start();
  const there = start();
  there.clock.now += 3_600_000;
  there.report("aaaa");
  there.report("bbbb");
  here.report("bbbb", { frame: 0 });
  here.leave("bbbb", false);
  here.clock.now += 2_000;
  there.clock.now += 2_000;
  there.report("bbbb");
  const tell = () =>
    here.screens.peerReported("there", there.screens.own(), here.clock.now - there.clock.now);
  tell();
  expect(here.states()).toEqual({ aaaa: "live", bbbb: "live" });
  expect(here.screens.own().map(({ id }) => id)).toEqual(["bbbb"]);
  expect(here.screens.find("aaaa")).toBe(true);
  here.clock.now += 29_000;
  expect(here.states().aaaa).toBe("silent");
  here.clock.now += 2_000;
  expect(here.states()).toEqual({ bbbb: "silent" });
});

test("the list is bounded: one more replaces only a silent one, and a page shows the worst 200", () => {
  const { clock, screens, report, poll, states } = start(300);
  for (let n = 0; n < 400; n++) report(`id${String(n).padStart(4, "0")}`);
  poll("id0123");
  const { lines, more } = screens.list();
  expect([lines.length, more]).toEqual([200, 100]);
  expect(lines[0]).toMatchObject({ id: "id0123", state: "polling" });
  expect(screens.find("id0399")).toBe(false);
  clock.now += 31_000;
  report("id0399");
  expect(states().id0399).toBeUndefined();
  expect(screens.find("id0399")).toBe(true);
  expect(screens.own()).toHaveLength(300);
});
