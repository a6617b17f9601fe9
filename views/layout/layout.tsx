import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { Site } from "../../src/http/page_context";
import { THEME_COLORS } from "./theme_colors";
import { Cursor } from "./cursor";
import { KioskBar } from "./kiosk_bar";
import { FullRefreshFlag } from "./full_refresh_flag";
import { LinkStatus } from "./link_status";
import { plantTime, plantWeekday } from "../shared/time";
import { text } from "../../src/words/text";

/**
 * The page's own script decides when to reconnect (for ever, with its own pauses), so the extension does not. Indicator
 * styles would be an inline style, which the content security policy forbids.
 */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  ws: {
    reconnect: false,
    pauseOnBackground: false,
    reconnectDelay: 1000,
    reconnectMaxDelay: 30_000,
    reconnectCodes: [1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 1014],
  },
});

type LayoutProps = { site: Site; title: string; children?: Child };

/** The document round every page: complete without script, live with it. */
export function Layout({ site, title, children }: LayoutProps) {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={text.language} data-theme={site.theme} data-kiosk={site.kiosk && ""}>
        <head>
          <meta charset="utf-8" />
          <title>{`${title} · ${site.plantName}`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content={site.theme ?? "light dark"} />
          <meta name="andon-build" content={site.build} />
          <meta name="htmx-config" content={HTMX_CONFIG} />
          {/* For browsers without script, and for those in which it does not run: the script ends it. */}
          {!site.still && (
            <meta http-equiv="refresh" content={site.nextUrl ? `10;url=${site.nextUrl}` : "10"} />
          )}
          {site.icon && <link rel="icon" href={site.icon} type="image/svg+xml" />}
          <ThemeColor theme={site.theme} />
          {site.touchIcon && <link rel="apple-touch-icon" href={site.touchIcon} />}
          {/* With credentials, for a proxy may ask for them. */}
          {site.manifest && <link rel="manifest" href={site.manifest} crossorigin="use-credentials" />}
          <link rel="stylesheet" href={site.css} />
          {site.pageCss && <link rel="stylesheet" href={site.pageCss} />}
          <script type="module" src={site.script} />
          {site.pageScript && <script type="module" src={site.pageScript} />}
        </head>
        <body
          data-page={site.nav ?? undefined}
          data-base={site.base}
          data-screen={site.kiosk?.name ?? site.answersAs}
        >
          {/* The service worker shows it when it gives this page out later, the server being away. */}
          <p id="offline" class="offline" role="alert" hidden>
            {text.offline}
          </p>
          <Plumbing site={site} />
          <div class="page">
            <Header site={site} />
            <main id="content">{children}</main>
          </div>
          {/* A screen that somebody looks for flashes here. */}
          <div id="found" role="status" />
          <div
            id="toasts"
            role="region"
            aria-label={text.toast.label}
            data-text-more={text.toast.moreTemplate}
            data-text-not-sent={text.toast.notSent}
            data-text-unreachable={text.toast.unreachable}
          />
          {/* Screen readers speak what changes in a place that was there before, and often miss one that is put in. */}
          <p id="spoken" class="sr-only" role="status" />
          <footer class="foot">
            <p>{text.footer(site.version, site.build, site.timezone)}</p>
            <noscript>
              <p>{site.still ? text.heldStill : text.withoutScript}</p>
            </noscript>
            {site.kiosk && <KioskBar kiosk={site.kiosk} timezone={site.timezone} />}
            <LinkStatus
              busAwaySince={site.busAwaySince}
              timezone={site.timezone}
              pollSeconds={site.pollSeconds}
            />
          </footer>
        </body>
      </html>
    </>
  );
}

/** What the browser paints its own bars in. */
function ThemeColor({ theme }: Pick<Site, "theme">) {
  if (theme) return <meta name="theme-color" content={THEME_COLORS[theme]} />;
  return (
    <>
      {(["light", "dark"] as const).map((scheme) => (
        <meta name="theme-color" content={THEME_COLORS[scheme]} media={`(prefers-color-scheme: ${scheme})`} />
      ))}
    </>
  );
}

function Header({ site }: { site: Site }) {
  return (
    <header class="top">
      <a class="skip" href="#content">
        {text.skip}
      </a>
      <h1>{site.kiosk?.name ?? site.plantName}</h1>
      {site.simulated && (
        <span id="simulated" class="simulated">
          {text.simulatedPlant}
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

function Navigation({ site }: { site: Site }) {
  return (
    <nav aria-label={text.nav.label}>
      <NavLink site={site} page="board" path="/" />
      <NavLink site={site} page="anomalies" path="/anomalies" />
      <NavLink site={site} page="machines" path="/machines" />
      <NavLink site={site} page="training" path="/training" />
      <NavLink site={site} page="history" path="/history" />
      <NavLink site={site} page="diagnostics" path="/diagnostics" />
    </nav>
  );
}

type NavLinkProps = { site: Site; page: NonNullable<Site["nav"]>; path: string };

function NavLink({ site, page, path }: NavLinkProps) {
  const theme = site.theme ? `?theme=${site.theme}` : "";
  return (
    <a href={site.base + path + theme} aria-current={site.nav === page ? "page" : undefined}>
      {text.nav[page]}
    </a>
  );
}

/**
 * What connects the page: the socket, catching up (another element, because a swap into the connecting one would cut
 * the connection), where it stands in the log, and the form that the buttons of rows belong to. It stands before the
 * rows and begins with a disabled button, which makes that the form's default: Enter in its field answers no alarm.
 */
function Plumbing({ site }: { site: Site }) {
  const answerUrl = `${site.base}/anomalies/answer`;
  return (
    <div hidden>
      <Cursor cursor={site.cursor} />
      <input type="hidden" id="away" name="away" value="0" autocomplete="off" />
      <input type="hidden" id="caught" name="caught" value="0" autocomplete="off" />
      <FullRefreshFlag />
      <div id="socket" hx-ws:connect={site.socketUrl} hx-swap="none" />
      <div
        id="catch-up"
        hx-get={site.sinceUrl}
        hx-include="#cursor,#away,#caught,#whole"
        hx-swap="none"
        hx-sync="this:replace"
        hx-trigger="htmx:ws:after:connection from:body, andon:poll"
        data-poll-seconds={String(site.pollSeconds)}
      />
      <form id="open-machine" method="get" action={`${site.base}/machines`} />
      <form id="play" method="get" action={`${site.base}/history`}>
        {site.theme && <input type="hidden" name="theme" value={site.theme} />}
      </form>
      {!site.past && (
        <form id="answer" method="post" action={answerUrl} hx-post={answerUrl} hx-swap="none">
          <button type="submit" disabled />
        </form>
      )}
    </div>
  );
}
