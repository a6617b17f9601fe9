import { COMPARISONS } from "../../src/domain/alarm/rule";
import type { Machine } from "../../src/domain/machine/machine";
import type { PlacedArea } from "../../src/domain/site/areas";
import type { Site } from "../../src/http/page_context";
import type { ShownTest } from "../../src/http/pages/alarms/rule_test";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { Text, type TypedSpan, WeeklyFields } from "../settings/form_parts";
import { BackTestPart } from "./back_test";
import type { RuleTyped } from "./rule_typed";
import { Select, Where } from "./where";

const words = text.rules;
const METRICS_LIST = "metrics";

type RuleFormProps = {
  site: Site;
  /** Undefined for a new rule. */
  id: string | undefined;
  typed: RuleTyped;
  machines: readonly Machine[];
  areas: readonly PlacedArea[];
  shifts: readonly string[];
  metrics: readonly string[];
  /** Who may not reads it. */
  mayChange: boolean;
  problems: readonly string[];
  problemAt: { line: number; column: number } | undefined;
  test: ShownTest | undefined;
};

/** The form of a rule: what, where, when; an expression behind "advanced"; and what it would have found. */
export function RuleFormPage(props: RuleFormProps) {
  const { site, id, typed, mayChange, problems, test } = props;
  const query = site.theme ? `?theme=${site.theme}` : "";
  const list = `${site.base}/alarms/rules`;
  const title = id === undefined ? words.new : words.edit(typed.name);
  return (
    <Layout site={site} title={title}>
      <section class="panel" aria-labelledby="rule-title">
        <h2 id="rule-title">{title}</h2>
        <p>{words.aboutNoData}</p>
        {problems.length > 0 && <Problems {...props} />}
        {test && <BackTestPart shown={test} timezone={site.timezone} now={site.now} />}
        <form class="limits" method="post" action={`${list}/${id ?? "new"}${query}`}>
          <Fields {...props} />
          <p>
            {mayChange && (
              <>
                <button type="submit" name="do" value="save">
                  {words.save}
                </button>
                <button type="submit" name="do" value="test">
                  {words.test}
                </button>
                {id !== undefined && (
                  <button type="submit" name="do" value="delete" aria-label={words.deleteOf(typed.name)}>
                    {words.delete}
                  </button>
                )}
              </>
            )}
            <a class="button" href={list + query}>
              {words.cancel}
            </a>
          </p>
        </form>
      </section>
    </Layout>
  );
}

function Problems({ typed, problems, problemAt }: RuleFormProps) {
  const line = problemAt && typed.expression.split("\n")[problemAt.line - 1];
  return (
    <div class="refused" role="alert" tabindex={-1} autofocus>
      <ul>
        {problems.map((problem) => (
          <li>{problem}</li>
        ))}
      </ul>
      {problemAt && line !== undefined && (
        <pre aria-hidden="true">{`${line}\n${" ".repeat(problemAt.column - 1)}^`}</pre>
      )}
    </div>
  );
}

function Fields(props: RuleFormProps) {
  const { typed, mayChange } = props;
  return (
    <>
      <fieldset disabled={!mayChange}>
        <legend>{words.rule}</legend>
        <Text label={words.field.name} name="name" value={typed.name} />
        <Select label={words.field.severity} name="severity" value={typed.severity} options={SEVERITIES} />
        <label class="wide">
          {words.field.text}
          <textarea name="text" rows={2} maxlength={500}>
            {typed.text}
          </textarea>
        </label>
      </fieldset>
      <Where {...props} />
      <Condition {...props} />
      <Advanced {...props} />
      <Hours {...props} />
    </>
  );
}

function Condition({ typed, metrics, mayChange }: RuleFormProps) {
  return (
    <fieldset disabled={!mayChange}>
      <legend>{words.condition}</legend>
      <label>
        {words.field.metric}
        <input name="metric" value={typed.metric} list={METRICS_LIST} maxlength={120} autocomplete="off" />
      </label>
      <datalist id={METRICS_LIST}>
        {metrics.map((metric) => (
          <option value={metric} />
        ))}
      </datalist>
      <Select label={words.field.comparison} name="comparison" value={typed.comparison} options={COMPARING} />
      <Text label={words.field.limit} name="limit" value={typed.limit} isNumber />
      <Text label={words.field.clears_at} name="clears_at" value={typed.clears_at} isNumber />
      <Text label={words.field.for_seconds} name="for_seconds" value={typed.for_seconds} isNumber />
    </fieldset>
  );
}

function Advanced({ typed, mayChange }: RuleFormProps) {
  return (
    <details class="metric" open={typed.expression !== ""}>
      <summary>
        <b>{words.advanced}</b>
      </summary>
      <fieldset disabled={!mayChange}>
        <legend>{words.field.expression}</legend>
        <label class="wide">
          {words.field.expression}
          <textarea
            name="expression"
            rows={4}
            maxlength={1000}
            spellcheck={false}
            aria-describedby="about-expression"
          >
            {typed.expression}
          </textarea>
        </label>
        <p id="about-expression">{words.aboutExpression}</p>
      </fieldset>
    </details>
  );
}

/** A shift, or times of the week: those that are set, and an empty one. */
function Hours({ typed, shifts, mayChange }: RuleFormProps) {
  const options = [["", words.field.always], ...shifts.map((name) => [name, name] as const)] as const;
  return (
    <fieldset disabled={!mayChange}>
      <legend>{words.field.hours}</legend>
      <Select label={words.field.shift} name="shift" value={typed.shift} options={options} />
      {[...typed.hours, NO_HOURS].map((span, index) => (
        <WeeklyFields span={span} index={index} disabled={!mayChange} />
      ))}
    </fieldset>
  );
}

const NO_HOURS: TypedSpan = { days: [], from: "", to: "" };
const SEVERITIES = [
  ["warning", words.severity.warning],
  ["critical", words.severity.critical],
] as const;
const COMPARING = COMPARISONS.map((each) => [each, words.comparison[each]] as const);
