import { expect, jest, onTestFinished, test } from "bun:test";
import type { Past } from "../../../src/live/replay/past_plant_state";
import { createPlayers } from "../../../src/live/replay/players";
import { REPLAY_TICK_MS } from "../../../src/live/replay/progress";
import { NOW, START } from "../../support/past";

/** Players of an empty past, or of one that cannot be read. */
function playersOf(past: Past) {
  return createPlayers({
    ...{ past, machines: () => [], fill: 0, timezone: "UTC", now: () => NOW },
    publish() {},
    inTurn: async (draw) => draw(),
    onTrouble() {},
  });
}

test("one server plays twenty replays and refuses one more, until a page leaves", async () => {
  const unused = () => Promise.reject(new Error("Not asked"));
  const past = { begins: unused, machinesAt: unused, alarmsAt: unused, readings: unused, changes: unused };
  const players = playersOf({ ...past, alarmBeside: unused, opened: unused });
  const view = { at: START, speed: 1, machineIds: [], span: "8h" } as const;
  const started = Array.from({ length: 20 }, () => players.start(view));
  expect(new Set(started.map((player) => "topic" in player && player.topic)).size).toBe(20);
  expect(players.start(view)).toMatchObject({ refused: expect.stringContaining("Try again later") });
  const [first] = started;
  if (first && "stop" in first) first.stop();
  expect(players.start(view)).toHaveProperty("topic");
  players.stop();
});

test("a replay that has come to now makes room for another one, though its page is left open", async () => {
  jest.useFakeTimers();
  onTestFinished(() => void jest.useRealTimers());
  const nothing = async () => [];
  const past = {
    machinesAt: nothing,
    alarmsAt: nothing,
    readings: nothing,
    changes: nothing,
    opened: nothing,
  };
  const players = playersOf({ ...past, begins: async () => START, alarmBeside: async () => undefined });
  const view = { at: NOW, speed: 1, machineIds: [], span: "8h" } as const;
  for (let started = 0; started < 20; started += 1) players.start(view);
  expect(players.start(view)).toHaveProperty("refused"); // the guard
  jest.advanceTimersByTime(REPLAY_TICK_MS);
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
  expect(players.start(view)).toHaveProperty("topic");
  players.stop();
});

test("a replay that takes longer than a tick to draw is not asked again meanwhile", async () => {
  jest.useFakeTimers();
  onTestFinished(() => void jest.useRealTimers());
  let asked = 0;
  const never = () => ((asked += 1), new Promise<never>(() => {}));
  const past = { machinesAt: never, alarmsAt: async () => [], readings: never, changes: never };
  const players = playersOf({ ...past, opened: never, begins: never, alarmBeside: never });
  players.start({ at: START, speed: 1, machineIds: [], span: "8h" });
  for (let ticks = 0; ticks < 3; ticks += 1) {
    jest.advanceTimersByTime(REPLAY_TICK_MS);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
  expect(asked).toBe(1);
  players.stop();
});
