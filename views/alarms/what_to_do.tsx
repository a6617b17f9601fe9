import type { Alarm } from "../../src/domain/alarm/alarm";
import type { GuidanceEntry } from "../../src/domain/alarm/guidance";
import type { Site } from "../../src/http/page_context";
import { alarmText } from "../../src/words/alarm_text";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { GuidanceText } from "../shared/alarm/guidance";

const words = text.guidance;

type WhatToDoProps = {
  site: Site;
  alarm: Alarm | undefined;
  entry: GuidanceEntry | undefined;
  /** The alarms that the guidance was written for. */
  scope: string | undefined;
};

/** What to do about an alarm, on a page of its own for browsers without script. */
export function WhatToDoPage({ site, alarm, entry, scope }: WhatToDoProps) {
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="do-title">
        <h2 id="do-title">{words.title}</h2>
        {!alarm && <p>{words.gone}</p>}
        {alarm && (
          <p>
            <b>
              <bdi>{alarm.machine_name ?? alarm.machine_id ?? text.unknown}</bdi>
            </b>{" "}
            <bdi>{alarmText(alarm, site.timezone)}</bdi>
          </p>
        )}
        {alarm && !entry && <p>{words.none}</p>}
        {entry && <GuidanceText guidance={entry.guidance} />}
        {scope && (
          <p>
            <small>{words.from(scope)}</small>
          </p>
        )}
        <p class="tools">
          <a href={`${site.base}/anomalies${site.theme ? `?theme=${site.theme}` : ""}`}>
            {text.alarms.title}
          </a>
          <a href={`${site.base}/alarms/catalogue${site.theme ? `?theme=${site.theme}` : ""}`}>
            {text.alarmCatalogue.title}
          </a>
        </p>
      </section>
    </Layout>
  );
}
