import { endRefresh } from "./refresh";

/** A module of its own, so that it is imported, and its timer set, before htmx. */
export const scriptHasStarted = endRefresh(window);
