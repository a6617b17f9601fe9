import type { NavPage, Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { plantTime, plantWeekday } from "../shared/time";

/** The pages that every page links, in their order. */
export const LINKED = Object.keys(text.linked) as NavPage[];

/** The addresses of pages that do not bear their name. */
const PATHS: Partial<Record<NavPage, string>> = { board: "/" };

/** The address of a page under the base path. */
export const pathOf = (page: NavPage) => PATHS[page] ?? `/${page}`;

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
    <nav aria-label={text.layout.pages}>
      {site.may("look") && LINKED.map((page) => <NavLink site={site} page={page} />)}
      {site.reader && !site.reader.isScreen && <AccountLink site={site} name={site.reader.name} />}
    </nav>
  );
}

/** One's own account, or where to sign in. */
function AccountLink({ site, name }: SiteProps & { name: string | null }) {
  if (name === null) return <a href={`${site.base}/sign-in`}>{text.signIn.title}</a>;
  return (
    <a href={`${site.base}/settings/me`}>
      <bdi>{name}</bdi>
    </a>
  );
}

function NavLink({ site, page }: SiteProps & { page: NavPage }) {
  const theme = site.theme ? `?theme=${site.theme}` : "";
  return (
    <a href={site.base + pathOf(page) + theme} aria-current={site.nav === page ? "page" : undefined}>
      {text.linked[page].title}
    </a>
  );
}
