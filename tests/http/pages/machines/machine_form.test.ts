import { expect, test } from "bun:test";
import { machineChange } from "../../../../src/domain/machine/machine";
import { machineForm, parseForm, typedMachine } from "../../../../src/http/pages/machines/machine_form";
import "../../../../src/http/validation";

const sent = {
  name: " Press-1 ",
  type: "pump",
  location: "",
  rated_power_kw: "",
  data_interval_seconds: "10",
};
const parse = (change: object) => parseForm(machineChange, typedMachine({ ...sent, ...change }));

test("a form is a body: blanks go, an empty field is none, a box that is not ticked is no", () => {
  expect(parse({ rated_power_kw: "55,5", is_active: "on" })).toEqual({
    fields: {
      name: "Press-1",
      aliases: [],
      type: "pump",
      area: null,
      location: null,
      fed_by: [],
      rated_power_kw: 55.5,
      data_interval_seconds: 10,
      is_active: true,
      is_critical: false,
    },
  });
});

test.each([
  [{ name: " " }, "name", "is missing"],
  [{ type: "rocket" }, "type", 'got "rocket"'],
  [{ rated_power_kw: "many" }, "rated_power_kw", "must be a number, got many"],
  [{ rated_power_kw: "-3" }, "rated_power_kw", "must be more than 0, got -3"],
  [{ rated_power_kw: "Infinity" }, "rated_power_kw", "must be a number"],
  [{ data_interval_seconds: "" }, "data_interval_seconds", "is missing"],
  [{ data_interval_seconds: "100000" }, "data_interval_seconds", "at most 86400"],
])("%p is refused at its own field", (change, field, reason) => {
  const { errors = {} } = parse(change) as { errors?: Record<string, string> };
  expect(Object.keys(errors)).toEqual([field]);
  expect(errors[field]).toContain(reason);
});

test("a machine that is shown and sent back unchanged stays as it is", () => {
  const machine = {
    name: "Press-1",
    aliases: ["Old press", "Press, left"],
    type: "pump" as const,
    location: null,
    rated_power_kw: 7.5,
    data_interval_seconds: 1,
    is_active: true,
    is_critical: false,
    description: null,
    manufacturer: null,
    model: null,
    factory_name: null,
    factory_location: null,
    area: null,
    fed_by: ["c1", "c2"],
  };
  const parsed = parseForm(machineChange, typedMachine(machineForm(machine)));
  expect(machine).toMatchObject("fields" in parsed ? parsed.fields : {});
});
