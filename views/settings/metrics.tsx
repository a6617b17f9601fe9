import type { Machine } from "../../src/domain/machine/machine";
import type { TypedSetting } from "../../src/http/pages/settings/metric_form";
import type { MetricLine } from "../../src/http/pages/settings/metric_lines";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { NeedsRole } from "../shared/reserved";
import { auditUrl } from "./audit_filters";
import { MetricForms } from "./metric_forms";

const words = text.metricSettings;
/** More names than this would fill the line. */
const NAMED_SENDERS = 3;

type Refused = { typed: TypedSetting & { metric: string; scope: string }; problem: string };

type MetricSettingsProps = {
  site: Site;
  /** The URL that every form is sent to. */
  action: string;
  lines: readonly MetricLine[];
  machines: readonly Machine[];
  refused?: Refused;
};

/** Every metric with the machines that send it: what its name says, what was set, and the forms to set it. */
export function MetricSettingsPage({ site, action, lines, machines, refused }: MetricSettingsProps) {
  const sent = site.theme ? `${action}?theme=${site.theme}` : action;
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="metrics-title">
        <h2 id="metrics-title">{words.title}</h2>
        <p>{words.about}</p>
        <NeedsRole site={site} needs="configure" />
        {site.may("audit") && (
          <p class="tools">
            <a href={auditUrl(site, {})}>{text.audit.title}</a>
          </p>
        )}
        {refused && (
          <p class="refused" role="alert" tabindex={-1} autofocus>
            {words.notSaved(refused.typed.metric, refused.problem)}
          </p>
        )}
        {lines.length === 0 && <p>{words.none}</p>}
        {lines.map((line) => {
          const isRefused = refused?.typed.metric === line.metric;
          return (
            <details class="metric" open={isRefused}>
              <summary>
                <MetricSummary line={line} />
              </summary>
              <MetricForms
                site={site}
                line={line}
                action={sent}
                machines={machines}
                refused={isRefused ? refused?.typed : undefined}
              />
            </details>
          );
        })}
      </section>
    </Layout>
  );
}

function MetricSummary({ line }: { line: MetricLine }) {
  const { metric, label, unit, settings } = line;
  return (
    <>
      <b>
        <bdi>{label}</bdi> {unit && <small>{unit}</small>}
      </b>
      <code>{metric}</code>
      <span>{settings.length === 0 ? words.nothingSet : words.set(settings.length)}</span>
      <span class="sent-by">{sentBy(line)}</span>
    </>
  );
}

function sentBy({ machines }: MetricLine): string {
  if (machines.length === 0) return words.notSent;
  const names = machines.slice(0, NAMED_SENDERS).map(({ name }) => name);
  return words.sentBy(names, machines.length - names.length);
}
