import type { LogEntry, PathFacts, Site } from "./board_data";
import { Layout } from "./layout";
import { EventLine } from "./parts/event_line";
import { PathTable } from "./parts/path_table";
import { text } from "./text";

const words = text.diagnostics;

type DiagnosticsProps = { site: Site; facts: PathFacts; log: LogEntry[] };

/** How an event comes from a machine to this screen, stage by stage, and where it would be held up. */
export function DiagnosticsPage({ site, facts, log }: DiagnosticsProps) {
  return (
    <Layout site={site} title={words.title}>
      <div class="columns">
        <section class="panel" aria-labelledby="path-title">
          <h2 id="path-title">{words.path}</h2>
          <PathTable facts={facts} timezone={site.timezone} now={site.now} cursor={site.cursor} />
          <h2>{words.page}</h2>
          <PageFacts />
        </section>
        <section class="panel" aria-labelledby="log-title">
          <header>
            <h2 id="log-title">{words.log}</h2>
            <TestEvent site={site} />
          </header>
          <ol id="event-log" data-none={words.logEmpty}>
            {log.map((entry) => (
              <EventLine entry={entry} timezone={site.timezone} />
            ))}
          </ol>
        </section>
      </div>
    </Layout>
  );
}

/** What this page knows of its own link: the page's script fills it in. */
function PageFacts() {
  return (
    <dl id="page-facts" class="facts">
      {(["frame", "losses", "cursor"] as const).map((fact) => (
        <div>
          <dt>{words.pageFacts[fact]}</dt>
          <dd data-fact={fact}>{text.unknown}</dd>
        </div>
      ))}
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
