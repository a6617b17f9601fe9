import { expect, test } from "bun:test";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import { machine } from "../support/builders";

const press = (change: object = {}) => machine({ id: "Press-ID", name: "Press-9", ...change });

test.each(["Press-ID", "press-id", "Press-9", "Kühler 1", "Ku\u0308hler\u00a0 1 "])(
  "a machine that was renamed is found by %p",
  (word) => {
    const registry = createMachineRegistry([press({ aliases: ["Kühler 1"] })]);
    expect(registry.find(word)?.id).toBe("Press-ID");
  },
);

test("an alias that was removed, or another machine's name by now, finds it no more", () => {
  const registry = createMachineRegistry([press({ aliases: ["a", "b"] })]);
  registry.put(press({ aliases: ["b"] }));
  expect([registry.find("a"), registry.find("b")?.id]).toEqual([undefined, "Press-ID"]);
  registry.put(machine({ id: "other", name: "b" }));
  expect(registry.find("b")?.id).toBe("other");
});

test("an alias that a retired machine has given up finds the one at work, whichever is heard of first", () => {
  const retired = press({ is_active: false, aliases: ["a"] });
  const next = machine({ id: "next", name: "Next", aliases: ["a"] });
  for (const known of [
    [retired, next],
    [next, retired],
  ])
    expect(createMachineRegistry(known).find("a")?.id).toBe("next");
});

test("machines that the database forgets are not found by their aliases", () => {
  const registry = createMachineRegistry([
    press({ aliases: ["a"] }),
    machine({ id: "kept", aliases: ["k"] }),
  ]);
  registry.keep(new Set(["kept"]));
  expect([registry.find("a"), registry.find("k")?.id]).toEqual([undefined, "kept"]);
});
