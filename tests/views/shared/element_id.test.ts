import { expect, test } from "bun:test";
import { elementId } from "../../../views/shared/element_id";
import { HOSTILE } from "../../support/views";

test("ids of different names differ and need no escaping in a selector", () => {
  const ids = [
    elementId("value", "m", "a-b"),
    elementId("value", "m-a", "b"),
    elementId("value", "m a", "b"),
    elementId("value", "m·20·a", "b"),
    elementId("value", HOSTILE, HOSTILE),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[\p{L}\p{N}_·-]+$/u);
  expect(elementId("value", "c0000000-0000", "power_kw")).toBe("value-c0000000-0000-power_kw");
});
