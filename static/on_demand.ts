import { foldGroups } from "./alarms/groups";
import { clearScreenFlash } from "./page/screen_flash";

// What few pages ever need: fetched once a page has a group of alarms, or is looked for.
foldGroups(document);
const flash = document.querySelector<HTMLElement>("#found");
if (flash) clearScreenFlash(window, flash);
