import type { Machine } from "../../src/domain/machine/machine";
import type { PlacedArea } from "../../src/domain/site/areas";
import type { PlanForm, TypedPlan } from "../../src/http/pages/alarms/suppression_form";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Text, WeeklyFields } from "../settings/form_parts";

const words = text.suppression;
const FORMS = ["maintenance", "weekly", "out_of_service"] as const satisfies PlanForm[];
const NOTHING: Omit<TypedPlan, "form"> = {
  where: "",
  metric: "",
  from: "",
  until: "",
  reason: "",
  span: { days: [], from: "", to: "" },
};

type PlanFormsProps = {
  site: Site;
  action: string;
  machines: readonly Machine[];
  areas: readonly PlacedArea[];
  typed: TypedPlan | undefined;
};

/** A form for each way in which a machine calls nobody: once, every week, or until it is back in service. */
export function PlanForms({ site, action, machines, areas, typed }: PlanFormsProps) {
  return (
    <>
      {FORMS.map((form) => {
        const filled = typed?.form === form ? typed : { form, ...NOTHING };
        return (
          <section
            class="panel"
            aria-labelledby={`plan-${form}`}
            id={typed?.form === form ? "plan" : undefined}
          >
            <h2 id={`plan-${form}`}>{words.plan[form]}</h2>
            <p>{words.aboutPlan}</p>
            <form class={form === "weekly" ? "limits" : undefined} method="post" action={action}>
              <input type="hidden" name="form" value={form} />
              {form === "weekly" ? (
                <fieldset aria-labelledby={`plan-${form}`}>
                  <Fields {...{ site, machines, areas, filled }} />
                </fieldset>
              ) : (
                <div class="filters">
                  <Fields {...{ site, machines, areas, filled }} />
                </div>
              )}
              <p>
                <button type="submit">{words.save[form]}</button>
              </p>
            </form>
          </section>
        );
      })}
    </>
  );
}

type FieldsProps = Pick<PlanFormsProps, "site" | "machines" | "areas"> & { filled: TypedPlan };

function Fields({ site, machines, areas, filled }: FieldsProps) {
  const { form, where, metric, reason } = filled;
  const isOutOfService = form === "out_of_service";
  return (
    <>
      <Where {...{ form, machines, areas }} chosen={where} />
      <Times typed={filled} timezone={site.timezone} />
      {isOutOfService && <Text label={words.metric} name="metric" value={metric} hint="power_kw" />}
      <label>
        {words.reason}
        <input name="reason" value={reason} maxlength={2000} required={isOutOfService} autocomplete="off" />
      </label>
      {site.reader?.name == null && (
        <Text label={text.alarms.yourName} name="by" value={site.answersAs ?? ""} />
      )}
    </>
  );
}

type WhereProps = Pick<PlanFormsProps, "machines" | "areas"> & { form: PlanForm; chosen: string };

function Where({ form, machines, areas, chosen }: WhereProps) {
  const isOfMachines = form === "out_of_service";
  const option = (value: string, name: string) => (
    <option value={value} selected={value === chosen}>
      {name}
    </option>
  );
  return (
    <label>
      {isOfMachines ? words.machine : words.where}
      <select name="where" required>
        <option value="">{text.unknown}</option>
        <optgroup label={words.machines}>
          {machines.map(({ id, name }) => option(`machine:${id}`, name))}
        </optgroup>
        {!isOfMachines && areas.length > 0 && (
          <optgroup label={words.areas}>{areas.map(({ id, path }) => option(`area:${id}`, path))}</optgroup>
        )}
      </select>
    </label>
  );
}

function Times({ typed: { form, from, until, span }, timezone }: { typed: TypedPlan; timezone: string }) {
  if (form === "weekly") return <WeeklyFields span={span} index={0} disabled={false} />;
  const isOnce = form === "maintenance";
  return (
    <>
      {isOnce && (
        <Moment label={words.from} name="from" value={from} timezone={timezone} isRequired={false} />
      )}
      <Moment
        label={isOnce ? words.to : words.returns}
        name="until"
        value={until}
        timezone={timezone}
        isRequired
      />
    </>
  );
}

type MomentProps = { label: string; name: string; value: string; timezone: string; isRequired: boolean };

function Moment({ label, name, value, timezone, isRequired }: MomentProps) {
  return (
    <label>
      {text.list([label, timezone])}
      <input type="datetime-local" name={name} value={value} required={isRequired} />
    </label>
  );
}
