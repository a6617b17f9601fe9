import type { Site } from "../../src/http/page_context";
import type { Action } from "../../src/people/permissions";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";

const words = text.settings;

/** `needs`: who may not do this sees no link. */
type SettingsLink = { path: string; title: string; about: string; needs: Action };

/** The pages on which something is set, by their address under /settings, with their titles. */
export const SETTINGS_PAGES = [
  { path: "areas", title: text.areas.title, about: words.link.areas, needs: "look" },
  { path: "shifts", title: text.shifts.title, about: words.link.shifts, needs: "look" },
  { path: "energy", title: text.energySettings.title, about: words.link.energy, needs: "look" },
  { path: "alarms", title: text.alarmSettings.title, about: words.link.alarms, needs: "look" },
  { path: "metrics", title: text.metricSettings.title, about: words.link.metrics, needs: "look" },
  { path: "me", title: text.me.title, about: words.link.me, needs: "self" },
  { path: "people", title: text.people.title, about: words.link.people, needs: "people" },
  { path: "tokens", title: text.tokens.title, about: words.link.tokens, needs: "people" },
  { path: "devices", title: text.devices.title, about: words.link.devices, needs: "people" },
  { path: "audit", title: text.audit.title, about: words.link.audit, needs: "audit" },
] as const satisfies readonly SettingsLink[];

type SettingsProps = {
  site: Site;
  /** The settings of the environment, as they were written. */
  given: Readonly<Record<string, string>>;
};

/** The index of everything that can be set, and what the environment has set of the plant. */
export function SettingsPage({ site, given }: SettingsProps) {
  const theme = site.theme ? `?theme=${site.theme}` : "";
  const how = (name: string) => (given[name] === undefined ? words.usual(name) : words.inEnvironment(name));
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="settings-title">
        <h2 id="settings-title">{words.title}</h2>
        <p>{words.about}</p>
        <ul class="settings-list">
          {SETTINGS_PAGES.filter(({ needs }) => site.may(needs)).map(({ path, title, about }) => (
            <li>
              <a href={`${site.base}/settings/${path}${theme}`}>{title}</a>
              <span>{about}</span>
            </li>
          ))}
        </ul>
      </section>
      <section class="panel" aria-labelledby="plant-title">
        <h2 id="plant-title">{words.plant}</h2>
        <dl class="facts">
          <div>
            <dt>{words.plantName}</dt>
            <dd>
              {site.plantName} <small>{how("PLANT_NAME")}</small>
            </dd>
          </div>
          <div>
            <dt>{words.plantTimezone}</dt>
            <dd>
              {site.timezone} <small>{how("PLANT_TIMEZONE")}</small>
            </dd>
          </div>
        </dl>
      </section>
    </Layout>
  );
}
