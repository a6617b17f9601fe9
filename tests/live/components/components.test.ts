import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import type { Component } from "../../../src/live/components/component";
import { liveComponents, replayedComponents, type ReplayView } from "../../../src/live/components/components";
import type { MetricUpdated } from "../../../src/domain/event";
import { replaceById } from "../../../src/live/fragment";
import { createPlayer } from "../../../src/live/replay/player";
import { START, startPast } from "../../support/past";
import { startLive } from "../../support/live";
import { detected, machine } from "../../support/views";

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A part that shows how many events, values and machines it has been told of. */
function createToy({ plantState }: ReplayView): Component {
  const seen = { events: 0, values: 0, machines: 0 };
  const draw = (kind: string) => [
    replaceById("toy", `<b id="toy">${kind} ${seen.events} ${seen.values} ${seen.machines}</b>`, null),
  ];
  return {
    pages: ["training"],
    onEvent: () => void (seen.events += 1),
    onValue: () => void (seen.values += 1),
    onMachine: () => void (seen.machines += 1),
    draw: (event) => [replaceById("toy-event", `<i>${event.event_id}</i>`, null)],
    tick: () => [replaceById("toy-tick", "<u>tick</u>", null)],
    due: () => draw("due"),
    snapshot: () => draw(`all of ${plantState.machines().length} machines:`),
  };
}

const VALUE: MetricUpdated = {
  ...{ event_type: "metric_updated", machine_id: "c1", metric: "power_kw", value: 7 },
  timestamp: "2026-11-23T09:00:00Z",
};

test("a component that stands in the list is pushed to its page, and to no other", async () => {
  using live = startLive(START, {}, (view) => [...liveComponents(view), createToy(view)]);
  const training = live.open({ kind: "page", page: "training", machineIds: [] });
  live.live.onMachine(machine());
  live.live.onValue(VALUE);
  live.live.onEvent(detected());
  await Promise.resolve();
  expect(live.messages(training)).toContain('<hx-parts><i>e1</i><b id="toy">due 1 1 1</b></hx-parts>');
  expect(live.page()).not.toContain("toy");
  jest.advanceTimersByTime(300);
  expect(live.messages(training)).toContain("<u>tick</u>");
});

test("a component that stands in the list is part of what a page catches up", () => {
  using live = startLive(START, {}, (view) => [...liveComponents(view), createToy(view)]);
  live.live.onMachine(machine());
  const caughtUp = (page: "training" | "board") =>
    live.live.catchUp([detected()], { kind: "page", page, machineIds: [] }, "log-7");
  expect(caughtUp("training")).toContain('<i>e1</i><b id="toy">all of 1 machines: 0 0 1</b>');
  expect(caughtUp("board")).not.toContain("toy");
});

test("a component of the replayed ones is played: the whole first, then each event and value", async () => {
  const past = startPast({ machines: [machine({ data_interval_seconds: 1 })] });
  const player = createPlayer(past.deps, { at: START, speed: 10, machineIds: [], span: "8h" }, (view) => [
    ...replayedComponents(view),
    createToy(view),
  ]);
  await player.tick();
  expect(past.frames()).toContain("all of 1 machines: 0 0 0");
  past.wait(1_000);
  await player.tick();
  expect(past.frames()).toMatch(/<i>e5<\/i>.*due 1 10 0/s);
});
