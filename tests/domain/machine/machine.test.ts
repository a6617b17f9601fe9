import { expect, test } from "bun:test";
import { newMachine } from "../../../src/domain/machine/machine";

test("a machine is registered under its name as it is looked up: composed, its blanks folded", () => {
  expect(newMachine.parse({ name: " Ku\u0308hler\u00a01 " })).toEqual({ name: "Kühler 1" });
  expect(newMachine.safeParse({ name: "\u00a0" }).success).toBe(false);
});
