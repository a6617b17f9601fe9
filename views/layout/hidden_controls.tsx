import type { Site } from "../../src/http/page_context";
import { Cursor } from "./cursor";
import { FullRefreshFlag } from "./full_refresh_flag";
import { WHO_DIALOG } from "./who_dialog";

/**
 * The parts of every page that nobody sees: the socket, the request that catches up, the page's position in
 * the event log, and the forms that the buttons in rows and tiles belong to. Catching up has an element of
 * its own, because a swap into the connecting element would cut the connection.
 */
export function HiddenControls({ site }: { site: Site }) {
  return (
    <div hidden>
      <Cursor cursor={site.cursor} />
      <input type="hidden" id="away" name="away" value="0" autocomplete="off" />
      <input type="hidden" id="caught" name="caught" value="0" autocomplete="off" />
      <FullRefreshFlag />
      {site.may("look") && <Connection site={site} />}
      <form id="open-machine" method="get" action={`${site.base}/machines`} />
      <form id="play" method="get" action={`${site.base}/history`}>
        {site.theme && <input type="hidden" name="theme" value={site.theme} />}
      </form>
      {!site.past && <AlarmActionForm site={site} />}
    </div>
  );
}

/**
 * What keeps a page live. One whose reader may not look, such as the sign-in where ACCESS is closed, has none: each
 * refusal would have the page loaded anew, over what is typed there.
 */
function Connection({ site }: { site: Site }) {
  return (
    <>
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
    </>
  );
}

/**
 * The form of every button that acts on an alarm. It begins with a disabled button, its default button, so
 * that Enter in the name field acknowledges nothing.
 */
function AlarmActionForm({ site }: { site: Site }) {
  const url = `${site.base}/anomalies/answer`;
  if (site.answering) return <AskingForm url={`${site.base}/answer`} />;
  return (
    <form id="answer" method="post" action={url} hx-post={url} hx-swap="none">
      <button type="submit" disabled />
    </form>
  );
}

/** The same form where the answer is given only when it is known whose it is: it asks who, in a dialog or on a page. */
function AskingForm({ url }: { url: string }) {
  return (
    <form id="answer" method="get" action={url} hx-get={url} hx-target={`#${WHO_DIALOG}`} hx-swap="innerHTML">
      <button type="submit" disabled />
    </form>
  );
}
