import { expect, test } from "bun:test";
import { priorityOf } from "../../src/alarms/priority";

test.each([
  ["critical", true, 1],
  ["critical", false, 2],
  ["warning", true, 3],
  ["warning", false, 4],
  ["normal", true, 4],
  ["normal", false, 4],
] as const)("%s on a critical machine (%p) is P%d", (severity, onCritical, priority) => {
  expect(priorityOf(severity, onCritical)).toBe(priority);
});
