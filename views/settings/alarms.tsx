import type { Site } from "../../src/http/page_context";
import type { TypedAnswers } from "../../src/http/pages/settings/alarm_form";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { NeedsRole, Reserved } from "../shared/reserved";
import { Ends, NotSaved, Text } from "./form_parts";

const words = text.alarmSettings;

type AlarmSettingsProps = {
  site: Site;
  action: string;
  typed: TypedAnswers;
  isSet: boolean;
  problem: string | undefined;
};

/** How long an acknowledgement holds, and the notes that answers are offered. */
export function AlarmSettingsPage({ site, action, typed, isSet, problem }: AlarmSettingsProps) {
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="answers-title">
        <h2 id="answers-title">{words.title}</h2>
        <p>{words.about}</p>
        <NeedsRole site={site} needs="settings" />
        <NotSaved problem={problem} />
        <form class="limits" method="post" action={site.theme ? `${action}?theme=${site.theme}` : action}>
          <Reserved site={site} needs="settings">
            <fieldset>
              <legend>{text.settings.field.acknowledged_hours}</legend>
              {(["critical", "warning"] as const).map((name) => (
                <Text label={words.hours[name]} name={name} value={typed[name]} isNumber />
              ))}
            </fieldset>
            <p>{words.aboutHours}</p>
            <label class="wide">
              {words.noteLines}
              <textarea name="notes" rows={6} placeholder={words.noteHint}>
                {typed.notes}
              </textarea>
            </label>
            <Ends what={words.title} isSet={isSet} />
          </Reserved>
        </form>
      </section>
    </Layout>
  );
}
