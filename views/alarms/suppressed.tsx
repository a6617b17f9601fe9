import type { Span } from "../../src/alarms/suppression/spans";
import type { Suppression } from "../../src/alarms/suppression/suppression";
import type { Machine } from "../../src/domain/machine/machine";
import type { PlacedArea } from "../../src/domain/site/areas";
import type { TypedPlan } from "../../src/http/pages/alarms/suppression_form";
import type { Site } from "../../src/http/page_context";
import type { ShownAlarm } from "../../src/live/state/shown_alarm";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { NotSaved } from "../settings/form_parts";
import { AlarmTable, NameAndNote } from "../shared/alarm/alarm_table";
import { PlanForms } from "./plan_forms";
import { SuppressionTable } from "./suppression_table";

const words = text.suppression;

/** A suppression with all that is said of it. */
export type Listed = {
  suppression: Suppression;
  /** Its machine's name, its area's path; null when there is none any more, undefined when it is about none. */
  machine: string | null | undefined;
  area: string | null | undefined;
  /** In force, or the next time. */
  span: Span | undefined;
  /** How many alarms it suppresses. */
  alarms: number;
};

type SuppressedProps = {
  site: Site;
  action: string;
  listed: readonly Listed[];
  alarms: ShownAlarm[];
  machines: readonly Machine[];
  areas: readonly PlacedArea[];
  mayPlan: boolean;
  mayShelve: boolean;
  typed: TypedPlan | undefined;
  problem: string | undefined;
};

/** What calls nobody now or will not, the alarms that this holds of, and the forms for more. */
export function SuppressedPage({ site, action, listed, alarms, problem, ...props }: SuppressedProps) {
  const { mayPlan, mayShelve } = props;
  const isInForce = ({ span }: Listed) => span !== undefined && span.from <= site.now;
  const theme = site.theme ? `?theme=${site.theme}` : "";
  const ends = { action, theme, mayPlan, mayShelve, timezone: site.timezone, now: site.now };
  const inForce = listed.filter(isInForce);
  const planned = listed.filter((each) => !isInForce(each));
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="suppressed-title">
        <h2 id="suppressed-title">{words.title}</h2>
        <p>{words.about}</p>
        <NotSaved problem={problem} />
        {inForce.length === 0 ? (
          <p>{words.nothingInForce}</p>
        ) : (
          <SuppressionTable label={words.inForce} listed={inForce} isPlanned={false} {...ends} />
        )}
      </section>
      {alarms.length > 0 && (
        <section class="panel" aria-labelledby="alarms-title">
          <header>
            <h2 id="alarms-title">{words.listed}</h2>
            <NameAndNote site={site} />
          </header>
          <AlarmTable alarms={alarms} timezone={site.timezone} />
        </section>
      )}
      <section class="panel" aria-labelledby="planned-title">
        <h2 id="planned-title">{words.planned}</h2>
        {planned.length === 0 ? (
          <p>{words.nothingPlanned}</p>
        ) : (
          <SuppressionTable label={words.planned} listed={planned} isPlanned {...ends} />
        )}
      </section>
      {mayPlan ? (
        <PlanForms {...props} site={site} action={action + theme} />
      ) : (
        <p class="panel">{words.needsEngineer}</p>
      )}
    </Layout>
  );
}
