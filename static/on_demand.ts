import { foldGroups } from "./alarms/groups";
import { startTimers } from "./calls/timers";
import { clearScreenFlash } from "./page/screen_flash";

// What few pages ever need: fetched once a page has a group of alarms or a call, or is looked for.
foldGroups(document);
startTimers(window);
const flash = document.querySelector<HTMLElement>("#found");
if (flash) clearScreenFlash(window, flash);
