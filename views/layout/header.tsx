import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { plantTime, plantWeekday } from "../shared/time";

type SiteProps = { site: Site };

/** The top of every page: plant, navigation and clock. */
export function Header({ site }: SiteProps) {
  return (
    <header class="top">
      <a class="skip" href="#content">
        {text.layout.skip}
      </a>
      <h1>{site.kiosk?.name ?? site.plantName}</h1>
      {site.simulated && (
        <span id="simulated" class="simulated">
          {text.layout.simulatedPlant}
        </span>
      )}
      {!site.kiosk && <Navigation site={site} />}
      <p class="now">
        {site.past && <small>{text.history.now}</small>}
        <time id="clock" data-timezone={site.timezone} data-now={String(site.now)}>
          <span data-time>{plantTime(site.now, site.timezone)}</span>{" "}
          <small data-date>{plantWeekday(site.now, site.timezone)}</small>
        </time>
      </p>
    </header>
  );
}

function Navigation({ site }: SiteProps) {
  return (
    <nav aria-label={text.layout.nav.label}>
      <NavLink site={site} page="board" path="/" />
      <NavLink site={site} page="anomalies" path="/anomalies" />
      <NavLink site={site} page="machines" path="/machines" />
      <NavLink site={site} page="training" path="/training" />
      <NavLink site={site} page="history" path="/history" />
      <NavLink site={site} page="diagnostics" path="/diagnostics" />
      <NavLink site={site} page="settings" path="/settings/metrics" />
    </nav>
  );
}

type NavLinkProps = { site: Site; page: NonNullable<Site["nav"]>; path: string };

function NavLink({ site, page, path }: NavLinkProps) {
  const theme = site.theme ? `?theme=${site.theme}` : "";
  return (
    <a href={site.base + path + theme} aria-current={site.nav === page ? "page" : undefined}>
      {text.layout.nav[page]}
    </a>
  );
}
