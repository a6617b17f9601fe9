import { expect, test } from "bun:test";
import { guidanceLookup } from "../../src/alarms/catalogue/lookup";
import { guidance, guidanceScope } from "../../src/domain/alarm/guidance";
import { SEED_GUIDANCE } from "../../src/simulator/seed_guidance";
import { SEED_MACHINES } from "../../src/simulator/seed_machines";

test("the demo plant says what to do about an alarm of each of its machines, in words that can be kept", () => {
  for (const entry of SEED_GUIDANCE) {
    expect(guidanceScope.safeParse(entry.scope).success).toBe(true);
    expect(guidance.parse(entry.guidance)).toEqual(entry.guidance);
  }
  const find = guidanceLookup(
    SEED_GUIDANCE,
    (id) => SEED_MACHINES.find((machine) => machine.id === id)?.type,
  );
  for (const { id } of SEED_MACHINES)
    expect(find({ machine_id: id, metric: "power_kw" })?.guidance.action).toBeString();
});
