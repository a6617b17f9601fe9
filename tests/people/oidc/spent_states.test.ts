import { expect, test } from "bun:test";
import { createSpentStates } from "../../../src/people/oidc/spent_states";

const HOUR_MS = 3_600_000;

test("a state can be used once, as long as its sign-in could still be ended", () => {
  const spend = createSpentStates();
  expect([spend("a", 0), spend("b", 1), spend("a", 2)]).toEqual([true, true, false]);
  expect(spend("a", HOUR_MS)).toBe(true); // forgotten: its sign-in has expired
});

test("who sends states without end fills no memory, and the newest are kept", () => {
  const spend = createSpentStates();
  for (let n = 0; n < 20_000; n++) void spend(String(n), n);
  expect(spend("19999", 20_000)).toBe(false);
  expect(spend("0", 20_000)).toBe(true);
});
