// Before htmx connects; and htmx before the others: its extensions register with it as they load.
import { scriptHasStarted } from "./connection/refresh_first";
import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-ws.js";
import "./page/upsert";
import "./page/replace_parts";
import { watchActions } from "./alarms/alarm_actions";
import { keepDetailsOpen } from "./alarms/alarm_details";
import { trimLines, trimRows } from "./alarms/rows";
import { manageToasts } from "./alarms/toasts";
import { keepConnected } from "./connection/connection";
import { storeForOffline, waitForServer } from "./reload/offline";
import { showStatus } from "./connection/status";
import { followChart } from "./page/chart";
import { runClock } from "./page/clock";
import { keepFocus } from "./page/focus";

const find = (selector: string) => document.querySelector<HTMLElement>(selector);
const corner = find("#link-status");
const clock = runClock(find("#clock"));
if (find("html[data-offline]")) {
  if (corner) showStatus(corner, { status: "offline" });
  waitForServer(window);
} else {
  keepConnected(find, clock);
}
storeForOffline(window, document.body.dataset.base ?? "");
manageToasts(window);
watchActions(window);
followChart(document);
const reopenDetails = keepDetailsOpen(window);
const restoreFocus = keepFocus(document);
document.addEventListener("htmx:after:swap", () => {
  trimRows(document, askForAllRows);
  trimLines(document);
  if (find("[data-group], #found > *, .call")) void import(String(document.body.dataset.onDemand));
  reopenDetails();
  restoreFocus();
});
// Last, so that an error above leaves the refresh on.
scriptHasStarted();

function askForAllRows() {
  find("#whole")?.setAttribute("value", "1");
  find("#catch-up")?.dispatchEvent(new Event("andon:poll"));
}
