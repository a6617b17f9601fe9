import { type Machine, MACHINE_TYPES } from "../../src/domain/machine/machine";
import { machinesOf, METRIC_KINDS, type Scope } from "../../src/domain/machine/metric_settings";
import type { TypedSetting } from "../../src/http/pages/settings/metric_form";
import type { MetricLine } from "../../src/http/pages/settings/metric_lines";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Reserved } from "../shared/reserved";

const words = text.metricSettings;
const NUMBERS = ["decimals", "low", "high"] as const;

type FormsProps = {
  site: Site;
  line: MetricLine;
  action: string;
  machines: readonly Machine[];
  /** What was typed into the form that was refused. */
  refused?: TypedSetting & { scope: string };
};

/** A form for each setting of a metric, and one for another. */
export function MetricForms({ site, line, action, machines, refused }: FormsProps) {
  const { metric, settings, free } = line;
  const isAnother = refused && !settings.some(({ scope }) => scope === refused.scope);
  return (
    <>
      {settings.map(({ scope, typed }) => (
        <form class="limits" method="post" action={action}>
          <Reserved site={site} needs="configure">
            <fieldset>
              <legend>{scopeName(scope, machines)}</legend>
              <input type="hidden" name="scope" value={scope} />
              <Fields line={line} typed={refused?.scope === scope ? refused : typed} />
            </fieldset>
            <p>
              <button type="submit">{words.save}</button>
              <button type="submit" name="remove" value="1">
                {words.remove}
              </button>
            </p>
          </Reserved>
        </form>
      ))}
      {free.length > 0 && site.may("configure") && (
        <form class="limits" method="post" action={action}>
          <fieldset>
            <legend>{words.another}</legend>
            <label>
              {words.scope}
              <select name="scope">
                {free.map((scope) => (
                  <option value={scope} selected={scope === refused?.scope}>
                    {scopeName(scope, machines)}
                  </option>
                ))}
              </select>
            </label>
            <Fields line={line} typed={isAnother ? refused : undefined} />
          </fieldset>
          <p>
            <button type="submit" aria-label={words.saveOf(metric)}>
              {words.save}
            </button>
          </p>
        </form>
      )}
    </>
  );
}

function scopeName(scope: Scope, machines: readonly Machine[]): string {
  const { machine_type, machine_id } = machinesOf(scope);
  if (machine_id !== undefined) return machines.find(({ id }) => id === machine_id)?.name ?? machine_id;
  const type = MACHINE_TYPES.find((known) => known === machine_type);
  return type === undefined ? words.plant : words.ofType(text.machines.type[type]);
}

/** The fields of a setting; a placeholder says what an empty one means. */
function Fields({ line, typed }: { line: MetricLine; typed: Partial<TypedSetting> | undefined }) {
  return (
    <>
      <input type="hidden" name="metric" value={line.metric} />
      <Field name="label" typed={typed} hint={line.named} />
      <Field name="unit" typed={typed} hint={line.guessed || words.unitHint} />
      <label>
        {words.field.kind}
        <select name="kind">
          <option value="">{words.asNamed}</option>
          {METRIC_KINDS.map((kind) => (
            <option value={kind} selected={kind === typed?.kind}>
              {words.kind[kind]}
            </option>
          ))}
        </select>
      </label>
      {NUMBERS.map((name) => (
        <Field name={name} typed={typed} isNumber />
      ))}
    </>
  );
}

type FieldProps = {
  name: Exclude<keyof TypedSetting, "kind">;
  typed: Partial<TypedSetting> | undefined;
  hint?: string;
  isNumber?: boolean;
};

function Field({ name, typed, hint, isNumber = false }: FieldProps) {
  return (
    <label>
      {words.field[name]}
      <input
        name={name}
        value={typed?.[name] ?? ""}
        placeholder={hint}
        inputmode={isNumber ? "decimal" : undefined}
        maxlength={60}
        autocomplete="off"
      />
    </label>
  );
}
