// Before htmx connects; and htmx first of the others: its extensions register with it as they load.
import { endRefresh } from "./connection/refresh";
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-ws.js";
import "htmx.org/dist/ext/hx-upsert.js";
import "./page/replace_parts";
import { watchAnswers } from "./alarms/alarm_actions";
import { followChart } from "./page/chart";
import { runClock } from "./page/clock";
import { keepFocus } from "./page/focus";
import { endFound } from "./page/screen_flash";
import { keepLink } from "./connection/connection";
import { keepForOffline, waitForServer } from "./connection/offline";
import { reloadWhenReachable } from "./connection/reload_on_new_build";
import { trimGaps, trimLog, trimRows } from "./alarms/rows";
import { createStatus } from "./connection/status";
import { tendToasts } from "./alarms/toasts";
import { keepOpen } from "./alarms/alarm_details";

const find = (selector: string) => document.querySelector<HTMLElement>(selector);
const status = find("#link-status");
const clock = runClock(find("#clock"));
const found = find("#found");
if (found) endFound(found);
if (!find("html[data-offline]")) keepLink(find, clock);
else {
  if (status) createStatus(status, undefined).show("offline");
  waitForServer();
}
keepForOffline(document.body.dataset.base ?? "");
tendToasts(document);
watchAnswers(document);
followChart(document);
const openAgain = keepOpen(document);
const focusAgain = keepFocus(document);
document.addEventListener("htmx:after:swap", () => {
  trimRows(document, askForAll);
  trimGaps(document);
  trimLog(document);
  openAgain();
  focusAgain();
});
// htmx closes the socket on pagehide; a page that comes back from the cache would stay dead.
window.addEventListener("pageshow", (event) => event.persisted && reloadSoon());
// Last, so that it is not reached when anything above fails.
endRefresh();

function askForAll() {
  find("#whole")?.setAttribute("value", "1");
  find("#catch-up")?.dispatchEvent(new Event("andon:poll"));
}

function reloadSoon() {
  void reloadWhenReachable(() => setTimeout(reloadSoon, 1_000));
}
