import { expect, test } from "bun:test";
import { createLatencyHistogram } from "../../../src/live/state/latency_histogram";
import { createScreens } from "../../../src/live/state/screens";
import type { ClientReport } from "../../../src/domain/screen";

const word = (id: string, change: Partial<ClientReport> = {}): ClientReport => ({
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
  const says: Record<string, (html: string) => void> = {};
  return {
    ...{ clock, lag, screens, sent },
    speak(id: string, change: Partial<ClientReport> = {}) {
      sent[id] ??= [];
      says[id] ??= (html) => void sent[id]!.push(html);
      screens.hear(word(id, { echo: clock.now, ...change }), { ...from, say: says[id] });
    },
    poll: (id: string) => screens.hear(word(id), from),
    leave: (id: string, isDone: boolean) => screens.left(id, says[id]!, isDone),
    states: () => Object.fromEntries(screens.list().lines.map(({ id, state }) => [id, state])),
  };
}

test("a screen is live by its socket, polling by its polls, lost when cut off, and silent after 30 s without a word", () => {
  const { clock, screens, speak, poll, leave, states } = start();
  for (const id of ["aaaa", "bbbb", "cccc", "dddd"]) speak(id);
  poll("bbbb");
  leave("cccc", false);
  leave("dddd", true);
  expect(states()).toEqual({ aaaa: "live", bbbb: "polling", cccc: "lost" });
  clock.now += 30_000;
  speak("aaaa");
  clock.now += 1_000;
  expect(states()).toEqual({ bbbb: "silent", cccc: "silent", aaaa: "live" });
  expect(screens.list().lines.map(({ id }) => id)).toEqual(["bbbb", "cccc", "aaaa"]);
  clock.now += 570_000;
  expect(states()).toEqual({ aaaa: "silent" });
});

test("a socket that closes late takes nothing from the one that has replaced it", () => {
  const { screens, speak, states } = start();
  const old = () => {};
  screens.hear(word("aaaa"), { browser: "", address: "", say: old });
  speak("aaaa");
  screens.left("aaaa", old, true);
  expect(states()).toEqual({ aaaa: "live" });
});

test("lag is taken by the server's clock alone: what echoes no beat of ours has none", () => {
  const { clock, screens, lag, speak } = start();
  speak("aaaa", { echo: clock.now - 40 });
  speak("bbbb", { echo: clock.now + 5_000 });
  speak("cccc", { echo: clock.now - 3_600_000 });
  const lags = Object.fromEntries(screens.list().lines.map(({ id, lagMs }) => [id, lagMs]));
  expect(lags).toEqual({ aaaa: 40, bbbb: null, cccc: null });
  expect(lag.all().count).toBe(1);
});

test("find flashes exactly that screen, by its name, and once however often it is asked for in ten seconds", () => {
  const { clock, screens, sent, speak, states } = start();
  speak("aaaa", { name: "Hall <2>" });
  speak("bbbb");
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
  const { screens, sent, speak, poll } = start();
  speak("aaaa");
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

test("what another server tells is listed here, moved to our clock, and goes 30 s after its last word", () => {
  const here = start();
  const there = start();
  there.clock.now += 3_600_000;
  there.speak("aaaa");
  there.speak("bbbb");
  here.speak("bbbb", { frame: 0 });
  here.leave("bbbb", false);
  here.clock.now += 2_000;
  there.clock.now += 2_000;
  there.speak("bbbb");
  const tell = () => here.screens.told("there", there.screens.own(), here.clock.now - there.clock.now);
  tell();
  expect(here.states()).toEqual({ aaaa: "live", bbbb: "live" });
  expect(here.screens.own().map(({ id }) => id)).toEqual(["bbbb"]);
  expect(here.screens.find("aaaa")).toBe(true);
  here.clock.now += 29_000;
  expect(here.states().aaaa).toBe("silent");
  here.clock.now += 2_000;
  expect(here.states()).toEqual({ bbbb: "silent" });
});

test("the list is bounded: one more is taken in only for one that is silent, and a page shows the worst 200", () => {
  const { clock, screens, speak, poll, states } = start(300);
  for (let n = 0; n < 400; n++) speak(`id${String(n).padStart(4, "0")}`);
  poll("id0123");
  const { lines, more } = screens.list();
  expect([lines.length, more]).toEqual([200, 100]);
  expect(lines[0]).toMatchObject({ id: "id0123", state: "polling" });
  expect(screens.find("id0399")).toBe(false);
  clock.now += 31_000;
  speak("id0399");
  expect(states().id0399).toBeUndefined();
  expect(screens.find("id0399")).toBe(true);
  expect(screens.own()).toHaveLength(300);
});
