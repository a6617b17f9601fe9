import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Header } from "./header";
import { HiddenControls } from "./hidden_controls";
import { KioskBar } from "./kiosk_bar";
import { LinkStatus } from "./link_status";
import { PageHead } from "./page_head";
import { UndoStrip } from "./undo_strip";
import { WhoDialog } from "./who_dialog";

type LayoutProps = { site: Site; title: string; children?: Child };

/** The document of every page: complete without script, live with it. */
export function Layout({ site, title, children }: LayoutProps) {
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={text.language} data-theme={site.theme} data-kiosk={site.kiosk && ""}>
        <PageHead site={site} title={title} />
        <body
          data-page={site.nav ?? undefined}
          data-base={site.base}
          data-on-demand={site.onDemandScript}
          data-calls-css={site.calls.css}
          data-screen={site.kiosk?.name ?? site.answersAs}
          class={refusedTo(site)}
        >
          {/* The service worker shows it when it serves a stored page because the server is unavailable. */}
          <p id="offline" class="offline" role="alert" hidden>
            {text.layout.offline}
          </p>
          <HiddenControls site={site} />
          <div class="page">
            <Header site={site} />
            <main id="content">{children}</main>
          </div>
          <Announcements />
          {!site.past && <UndoStrip offer={site.undo} css={site.managingCss} />}
          {site.answering && <WhoDialog />}
          <Footer site={site} />
        </body>
      </html>
    </>
  );
}

/** What the reader may not do, as classes: rows are the same for every reader, and styles hide their buttons. */
function refusedTo({ may, answering }: Site): string | undefined {
  const refused = [
    !may("answer") && !answering && "no-answer",
    !may("answer") && "no-find",
    !may("configure") && "no-cancel-training",
  ].filter(Boolean);
  return refused.length > 0 ? refused.join(" ") : undefined;
}

/** The places of messages that come and go: the find-me flash, toasts, and text for screen readers. */
function Announcements() {
  return (
    <>
      <div id="found" role="status" />
      <div
        id="toasts"
        role="region"
        aria-label={text.toast.label}
        data-text-more={text.toast.moreTemplate}
        data-text-not-sent={text.toast.notSent}
        data-text-unreachable={text.toast.unreachable}
      />
      {/* Screen readers often miss a status element that is inserted, so this one always exists. */}
      <p id="spoken" class="sr-only" role="status" />
    </>
  );
}

function Footer({ site }: { site: Site }) {
  return (
    <footer class="foot">
      <p>{text.layout.footer(site.version, site.build, site.timezone)}</p>
      <noscript>
        <p>{site.still ? text.layout.doesNotReload : text.layout.reloads}</p>
      </noscript>
      {site.kiosk && <KioskBar kiosk={site.kiosk} timezone={site.timezone} />}
      {site.may("look") && <LinkStatus link={site.link} pollSeconds={site.pollSeconds} />}
    </footer>
  );
}
