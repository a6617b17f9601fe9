import type { Guidance } from "../../src/domain/alarm/guidance";
import type { TypedGuidance } from "../../src/http/pages/alarms/guidance_form";
import type { Site } from "../../src/http/page_context";
import { lineOf } from "../../src/words/guidance_text";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { GuidanceText } from "../shared/alarm/guidance";

const words = text.alarmCatalogue;
const { field, title } = text.guidance;
const TEXTS = ["action", "cause", "consequence"] as const;

/** One of the scopes that hold for an alarm, with what is written for it. */
export type GuidancePart = {
  key: string;
  name: string;
  written: Guidance | undefined;
  typed: TypedGuidance;
  /** The one that is shown with the alarm. */
  isNearest: boolean;
};

type GuidanceProps = {
  site: Site;
  /** The URL that every form is sent to. */
  action: string;
  /** The nearest scope first. */
  parts: readonly GuidancePart[];
  problem: string | undefined;
  mayEdit: boolean;
};

/** What is written for an alarm, by each scope that holds for it, and the forms to write it. */
export function GuidancePage({ site, action, parts, problem, mayEdit }: GuidanceProps) {
  const theme = site.theme ? `?theme=${site.theme}` : "";
  const hasAny = parts.some(({ written }) => written);
  const nearest = parts.find(({ isNearest }) => isNearest);
  return (
    <Layout site={site} title={title}>
      <section class="panel" aria-labelledby="guidance-title">
        <h2 id="guidance-title">{title}</h2>
        {nearest?.written && (
          <p>
            {words.shownNow(lineOf(nearest.written) ?? nearest.written.cause ?? text.unknown, nearest.name)}
          </p>
        )}
        {problem !== undefined && (
          <p class="refused" role="alert" tabindex={-1} autofocus>
            {words.notSaved(problem)}
          </p>
        )}
        {!mayEdit && <p>{hasAny ? words.mayNot : text.guidance.none}</p>}
        {parts.map((part) => (mayEdit ? <Form part={part} action={action} /> : <Written part={part} />))}
        <p class="tools">
          <a href={`${site.base}/alarms/catalogue${theme}`}>{words.cancel}</a>
        </p>
      </section>
    </Layout>
  );
}

function Written({ part: { name, written, isNearest } }: { part: GuidancePart }) {
  if (!written) return null;
  return (
    <>
      <h3>
        <bdi>{name}</bdi> {isNearest && <small>{words.nearest}</small>}
      </h3>
      <GuidanceText guidance={written} />
    </>
  );
}

function Form({
  part: { key, name, written, typed, isNearest },
  action,
}: {
  part: GuidancePart;
  action: string;
}) {
  return (
    <form class="limits guidance" method="post" action={action}>
      <fieldset>
        <legend>
          {name} {isNearest && <small>{words.nearest}</small>}
        </legend>
        <input type="hidden" name="scope" value={key} />
        {TEXTS.map((name) => (
          <label>
            {field[name]}
            <textarea name={name} rows={2} maxlength={name === "action" ? 300 : 1000}>
              {typed[name]}
            </textarea>
          </label>
        ))}
        <label>
          {field.within_minutes}
          <input
            name="within_minutes"
            value={typed.within_minutes}
            inputmode="decimal"
            maxlength={8}
            autocomplete="off"
          />
        </label>
        <label>
          {field.link}
          <input name="link" value={typed.link} inputmode="url" maxlength={500} autocomplete="off" />
        </label>
      </fieldset>
      <p>
        <button type="submit" aria-label={`${words.save}: ${name}`}>
          {words.save}
        </button>
        {written && (
          <button type="submit" name="remove" value="1" aria-label={`${words.remove}: ${name}`}>
            {words.remove}
          </button>
        )}
      </p>
    </form>
  );
}
