import { type Machine, MACHINE_TYPES } from "../../src/domain/machine/machine";
import type { PlacedArea } from "../../src/domain/site/areas";
import { text } from "../../src/words/text";
import type { RuleTyped } from "./rule_typed";

const words = text.rules;

type WhereProps = {
  typed: RuleTyped;
  machines: readonly Machine[];
  areas: readonly PlacedArea[];
  mayChange: boolean;
};

type SelectProps = {
  label: string;
  name: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
};

/** A field with a few choices. */
export function Select({ label, name, value, options }: SelectProps) {
  return (
    <label>
      {label}
      <select name={name}>
        {options.map(([each, shown]) => (
          <option value={each} selected={each === value}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

const WHERE = (["machines", "area", "type"] as const).map((each) => [each, words.field[each]] as const);

/** The machines of a rule: named ones, those of an area, or those of a type. */
export function Where({ typed, machines, areas, mayChange }: WhereProps) {
  return (
    <fieldset disabled={!mayChange}>
      <legend>{words.field.where}</legend>
      <Select label={words.field.where} name="where" value={typed.where} options={WHERE} />
      <fieldset class="days">
        <legend>{words.field.machines}</legend>
        {machines.map(({ id, name }) => (
          <label class="tick-box">
            <input type="checkbox" name="machines" value={id} checked={typed.machines.includes(id)} />
            <bdi>{name}</bdi>
          </label>
        ))}
      </fieldset>
      <Select
        label={words.field.area}
        name="area"
        value={typed.area}
        options={[["", words.field.chooseArea], ...areas.map(({ id, path }) => [id, path] as const)]}
      />
      <Select
        label={words.field.type}
        name="type"
        value={typed.type}
        options={MACHINE_TYPES.map((type) => [type, text.machines.type[type]] as const)}
      />
    </fieldset>
  );
}
