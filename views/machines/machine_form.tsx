import { MACHINE_TYPES } from "../../src/domain/machine/machine";
import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { text } from "../../src/words/text";

const words = text.machines;

export const FORM_FIELDS = [
  "name",
  "type",
  "location",
  "rated_power_kw",
  "data_interval_seconds",
  "is_active",
  "is_critical",
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** What stands in the fields, as it was typed; a box that is not ticked is "". */
export type FormValues = Record<FormField, string>;
export type FormErrors = Partial<Record<FormField, string>>;

type FormProps = {
  site: Site;
  title: string;
  /** Where it is sent, and where one goes without sending it. */
  action: string;
  back: string;
  values: FormValues;
  errors: FormErrors;
};

/** A machine's fields, to register it or to change it. Why a field was refused stands beside it. */
export function MachineFormPage({ site, title, action, back, values, errors }: FormProps) {
  const hasErrors = Object.keys(errors).length > 0;
  const types = MACHINE_TYPES.map((type) => ({ value: type, label: words.type[type] }));
  const theme = site.theme ? `?theme=${site.theme}` : "";
  const first = FORM_FIELDS.find((name) => errors[name] !== undefined);
  const given = (name: FormField) => ({
    name,
    value: values[name],
    error: errors[name],
    autofocus: name === first,
  });
  return (
    <Layout site={site} title={title}>
      <section class="panel" aria-labelledby="form-title">
        <h2 id="form-title">{title}</h2>
        {hasErrors && (
          <p class="refused" role="alert">
            {words.notSaved}
          </p>
        )}
        <form class="fields" method="post" action={action + theme}>
          <Field {...given("name")} required maxlength={120} />
          <Field {...given("type")} options={types} />
          <Field {...given("location")} maxlength={120} />
          <Field {...given("rated_power_kw")} inputmode="decimal" />
          <Field {...given("data_interval_seconds")} inputmode="decimal" required />
          <Tick {...given("is_active")} />
          <Tick {...given("is_critical")} />
          <p class="ends">
            <button type="submit">{words.save}</button>
            <a class="button" href={back + theme}>
              {words.cancel}
            </a>
          </p>
        </form>
      </section>
    </Layout>
  );
}

/** `autofocus`: it is the first one that was refused. */
type Given = { name: FormField; value: string; error: string | undefined; autofocus: boolean };
type FieldProps = Given & {
  options?: { value: string; label: string }[];
  required?: boolean;
  maxlength?: number;
  inputmode?: "decimal";
};

function Field({ name, value, error, autofocus, options, ...rules }: FieldProps) {
  const attributes = { id: `field-${name}`, name, autofocus, ...refusal(name, error) };
  return (
    <p class="field">
      <label for={`field-${name}`}>{words.field[name]}</label>
      {options ? (
        <select {...attributes}>
          {options.map((option) => (
            <option value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input {...attributes} {...rules} value={value} autocomplete="off" />
      )}
      <Refusal name={name} error={error} />
    </p>
  );
}

function Tick({ name, value, error, autofocus }: Given) {
  return (
    <p class="field">
      <label class="tick-box">
        <input
          type="checkbox"
          name={name}
          checked={value !== ""}
          autofocus={autofocus}
          {...refusal(name, error)}
        />
        {words.field[name]}
      </label>
      <Refusal name={name} error={error} />
    </p>
  );
}

const refusal = (name: string, error: string | undefined) =>
  error === undefined ? {} : { "aria-invalid": "true", "aria-describedby": `error-${name}` };

function Refusal({ name, error }: { name: string; error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <span id={`error-${name}`} class="refused">
      {error}
    </span>
  );
}
