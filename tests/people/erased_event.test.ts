import { expect, test } from "bun:test";
import { withoutPerson } from "../../src/people/erased_event";

const ADA = "0198-ada";
const BOB = "0198-bob";
const without = (event: unknown) => withoutPerson(event, ADA, "former person 1");

test("the name goes where the id stands beside it, and where the same name stands in the same event", () => {
  expect(
    without({ acknowledged_by: "Ada", acknowledged_by_id: ADA, by: "Ada", note: "Ada oiled it", value: 1 }),
  ).toEqual({
    acknowledged_by: "former person 1",
    acknowledged_by_id: ADA,
    by: "former person 1",
    note: "Ada oiled it",
    value: 1,
  });
});

test("a sentence loses the name, and what it was made of too", () => {
  const event = {
    message: "Ada accepted the behaviour of Press-1 as normal ($& kept)",
    cause: { kind: "accepted_as_normal", by: "Ada", machine: "Press-1" },
    details: { machine_id: "m", by: "Ada", by_id: ADA },
  };
  expect(without(event)).toMatchObject({
    message: "former person 1 accepted the behaviour of Press-1 as normal ($& kept)",
    cause: { by: "former person 1", machine: "Press-1" },
    details: { by: "former person 1", by_id: ADA },
  });
});

test("others keep theirs, also of the same name, and an event without the person is left alone", () => {
  const both = {
    acknowledged_by: "Ada",
    acknowledged_by_id: BOB,
    resolved_by: "Ada",
    resolved_by_id: ADA,
    contributors: [{ by: 3 }, null],
  };
  expect(without(both)).toEqual({ ...both, resolved_by: "former person 1" });
  expect(without({ acknowledged_by: "Ada", resolved_by: "Bob", resolved_by_id: BOB })).toBeUndefined();
  expect(without({ resolved_by: "former person 1", resolved_by_id: ADA })).toBeUndefined();
  expect([without(null), without("Ada"), without([1])]).toEqual([undefined, undefined, undefined]);
});
