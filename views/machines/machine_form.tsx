import { MACHINE_TYPES } from "../../src/domain/machine/machine";
import type { PlacedArea } from "../../src/domain/site/areas";
import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { NeedsRole, Reserved } from "../shared/reserved";
import { text } from "../../src/words/text";

const words = text.machines;

export const FORM_FIELDS = [
  "name",
  "aliases",
  "type",
  "area",
  "location",
  "fed_by",
  "rated_power_kw",
  "data_interval_seconds",
  "is_active",
  "is_critical",
] as const;
export type FormField = (typeof FORM_FIELDS)[number];

/** The fields as they were typed; an unchecked box is "". */
export type FormValues = Record<FormField, string>;
export type FormErrors = Partial<Record<FormField, string>>;

type MachineFormProps = {
  site: Site;
  title: string;
  /** The URL that the form is sent to, and the URL of Cancel. */
  action: string;
  back: string;
  values: FormValues;
  errors: FormErrors;
  /** The areas that there are. */
  areas: readonly PlacedArea[];
};

/** The form to add or change a machine. The reason of a refused field stands beside it. */
export function MachineFormPage({ site, title, action, back, values, errors, areas }: MachineFormProps) {
  const hasErrors = Object.keys(errors).length > 0;
  const types = MACHINE_TYPES.map((type) => ({ value: type, label: words.type[type] }));
  const places = [
    { value: "", label: words.noArea },
    ...areas.map(({ id, path }) => ({ value: id, label: path })),
  ];
  const theme = site.theme ? `?theme=${site.theme}` : "";
  const first = FORM_FIELDS.find((name) => errors[name] !== undefined);
  const fieldState = (name: FormField) => ({
    name,
    value: values[name],
    error: errors[name],
    autofocus: name === first,
  });
  return (
    <Layout site={site} title={title}>
      <section class="panel" aria-labelledby="form-title">
        <h2 id="form-title">{title}</h2>
        <NeedsRole site={site} needs="configure" />
        {hasErrors && (
          <p class="refused" role="alert">
            {words.notSaved}
          </p>
        )}
        <form class="fields" method="post" action={action + theme}>
          <Reserved site={site} needs="configure">
            <Field {...fieldState("name")} required maxlength={120} />
            <Lines {...fieldState("aliases")} />
            <Field {...fieldState("type")} options={types} />
            {areas.length > 0 && <Field {...fieldState("area")} options={places} />}
            <Field {...fieldState("location")} maxlength={120} />
            <Lines {...fieldState("fed_by")} />
            <Field {...fieldState("rated_power_kw")} inputmode="decimal" />
            <Field {...fieldState("data_interval_seconds")} inputmode="decimal" required />
            <Checkbox {...fieldState("is_active")} />
            <Checkbox {...fieldState("is_critical")} />
          </Reserved>
          <p class="ends">
            {site.may("configure") && <button type="submit">{words.save}</button>}
            <a class="button" href={back + theme}>
              {words.cancel}
            </a>
          </p>
        </form>
      </section>
    </Layout>
  );
}

/** `autofocus`: on the first refused field. */
type FieldState = { name: FormField; value: string; error: string | undefined; autofocus: boolean };
type FieldProps = FieldState & {
  options?: { value: string; label: string }[];
  required?: boolean;
  maxlength?: number;
  inputmode?: "decimal";
};

function Field({ name, value, error, autofocus, options, ...rules }: FieldProps) {
  const attributes = { id: `field-${name}`, name, autofocus, ...refusalAttributes(name, error) };
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

/** A field of one word a line. */
function Lines({ name, value, error, autofocus }: FieldState) {
  const attributes = { id: `field-${name}`, name, autofocus, ...refusalAttributes(name, error) };
  return (
    <p class="field">
      <label for={`field-${name}`}>{words.field[name]}</label>
      <textarea {...attributes} rows={2} autocomplete="off">
        {value}
      </textarea>
      <Refusal name={name} error={error} />
    </p>
  );
}

function Checkbox({ name, value, error, autofocus }: FieldState) {
  return (
    <p class="field">
      <label class="tick-box">
        <input
          type="checkbox"
          name={name}
          checked={value !== ""}
          autofocus={autofocus}
          {...refusalAttributes(name, error)}
        />
        {words.field[name]}
      </label>
      <Refusal name={name} error={error} />
    </p>
  );
}

const refusalAttributes = (name: string, error: string | undefined) =>
  error === undefined ? {} : { "aria-invalid": "true", "aria-describedby": `error-${name}` };

function Refusal({ name, error }: { name: string; error: string | undefined }) {
  if (error === undefined) return null;
  return (
    <span id={`error-${name}`} class="refused">
      {error}
    </span>
  );
}
