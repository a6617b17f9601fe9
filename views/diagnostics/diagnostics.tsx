import type { LogEntry } from "../../src/live/components/pages/event_log";
import type { StageDiagnostics } from "../../src/live/state/diagnostics";
import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { EventLine } from "./event_line";
import { LatencyChart } from "./latency_chart";
import { RefusalTable } from "./refusal_table";
import { RefusedMessages } from "./refused_messages";
import { StageTable } from "./stage_table";
import { FIND_FORM, ScreenTable } from "./screen_table";
import type { Latencies } from "../../src/live/state/latency_histogram";
import type { ScreenList } from "../../src/live/state/screens";
import { text } from "../../src/words/text";

const words = text.diagnostics;
const PAGE_FACTS = ["name", "link", "lag", "frame", "losses", "cursor", "lit"] as const;

type DiagnosticsProps = {
  site: Site;
  diagnostics: StageDiagnostics;
  screens: ScreenList;
  latencies: Latencies;
  log: LogEntry[];
};

/** The stages of an event on its way from a machine to this screen, and where it would be delayed. */
export function DiagnosticsPage({ site, diagnostics, screens, latencies, log }: DiagnosticsProps) {
  const findUrl = `${site.base}/diagnostics/find`;
  return (
    <Layout site={site} title={words.title}>
      <form id={FIND_FORM} method="post" action={findUrl} hx-post={findUrl} hx-swap="none" hidden>
        <button type="submit" disabled />
      </form>
      <section class="panel" aria-labelledby="screens-title">
        <h2 id="screens-title">{text.screens.title}</h2>
        <ScreenTable list={screens} timezone={site.timezone} now={site.now} />
      </section>
      <section class="panel" aria-labelledby="refusals-title">
        <h2 id="refusals-title">{words.refusals.title}</h2>
        <RefusalTable refusals={diagnostics.refusals} timezone={site.timezone} now={site.now} />
      </section>
      <section class="panel" aria-labelledby="refused-messages-title">
        <h2 id="refused-messages-title">{words.refusedMessages.title}</h2>
        <RefusedMessages
          refusedMessages={diagnostics.refusedMessages}
          timezone={site.timezone}
          now={site.now}
        />
      </section>
      <div class="columns">
        <section class="panel" aria-labelledby="path-title">
          <h2 id="path-title">{words.path}</h2>
          <StageTable
            diagnostics={diagnostics}
            timezone={site.timezone}
            now={site.now}
            cursor={site.cursor}
          />
          <h2>{words.page}</h2>
          <PageFacts site={site} />
        </section>
        <div class="column">
          <section class="panel" aria-labelledby="latency-title">
            <h2 id="latency-title">{text.screens.latency}</h2>
            <LatencyChart latencies={latencies} timezone={site.timezone} now={site.now} />
          </section>
          <section class="panel" aria-labelledby="log-title">
            <header>
              <h2 id="log-title">{words.log}</h2>
              {site.may("configure") && <TestEvent site={site} />}
            </header>
            <ol id="event-log" data-none={words.logEmpty}>
              {log.map((entry) => (
                <EventLine entry={entry} timezone={site.timezone} />
              ))}
            </ol>
          </section>
        </div>
      </div>
    </Layout>
  );
}

/** Facts about this page. Its script fills in those that the server cannot know. */
function PageFacts({ site }: { site: Site }) {
  return (
    <dl id="page-facts" class="facts" data-text-secure={words.secure} data-text-insecure={words.insecure}>
      {PAGE_FACTS.map((fact) => (
        <div>
          <dt>{words.pageFacts[fact]}</dt>
          <dd data-fact={fact}>{text.unknown}</dd>
        </div>
      ))}
      <div>
        <dt>{words.version}</dt>
        <dd>
          {site.version} <code>{site.build}</code>
        </dd>
      </div>
    </dl>
  );
}

function TestEvent({ site }: { site: Site }) {
  const url = `${site.base}/diagnostics/test-event`;
  return (
    <form method="post" action={url} hx-post={url} hx-swap="none">
      <button type="submit">{words.test}</button>
    </form>
  );
}
