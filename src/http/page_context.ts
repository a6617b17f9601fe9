import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { Cursor } from "../domain/cursor";
import type { Page } from "../live/audiences";
import type { LinkWarning } from "../live/link_warning";
import type { SiteAccess } from "../people/access";
import type { Actor } from "../people/actor";
import { type Access, type Action, isAllowed } from "../people/permissions";
import { type Catalogue, text } from "../words/text";
import { actorOf } from "./access/identify";
import type { Kiosk } from "./pages/kiosk";
import { type UndoOffer, undoOffer } from "./undo_offer";

/** A page that the header links. */
export type NavPage = keyof Catalogue["linked"];

/** The props that every page is drawn with. URLs are complete (base path included), times epoch milliseconds. */
export type Site = {
  base: string;
  plantName: string;
  timezone: string;
  build: string;
  version: string;
  css: string;
  script: string;
  /** The script of what few pages ever need, which fetch it then. */
  onDemandScript: string;
  /** The script that only this page needs, after that of every page. */
  pageScript?: string;
  /** The style that only this page needs. */
  pageCss?: string;
  icon?: string;
  touchIcon?: string;
  manifest?: string;
  simulated: boolean;
  theme?: "dark" | "light";
  nav: NavPage | null;
  cursor: Cursor;
  socketUrl: string;
  sinceUrl: string;
  pollSeconds: number;
  now: number;
  /** What the corner says about the event bus and the database. */
  link: LinkWarning;
  /** The name under which this browser answered last. */
  answersAs?: string;
  /** Who reads it, where ACCESS asks for people or somebody is signed in. */
  reader?: Reader;
  /** Whether the reader may do something: what they may not is not offered. */
  may(action: Action): boolean;
  /** The line about an older database that keeps this site open. */
  accessNotice?: string;
  /** Set where answers ask who gives them: nobody is signed in, and a PIN or badge may say so. */
  answering?: Answering;
  /** A page with a form to fill in, or that was asked to hold still: it does not refresh itself without script. */
  still?: boolean;
  /** Where it refreshes itself to without script, when that is not its own address. */
  nextUrl?: string;
  /** What this browser has just done with an alarm, and may take back. */
  undo?: UndoOffer;
  /** The style of that offer, and of the page of one alarm. */
  managingCss: string;
  /** Script and style of calls for help. */
  calls: { script: string; css: string };
  /** Notes that answers are offered. */
  noteTemplates: readonly string[];
  /** A page of the past: what it shows can no longer be answered. */
  past?: boolean;
  /** A screen that nobody operates: no navigation, and these pages in turn. */
  kiosk?: Kiosk;
};

/** Script and style of a page that asks who answers. */
export type Answering = { script: string; css: string };

/** Who reads a page: null when nobody is signed in. */
export type Reader = {
  name: string | null;
  mayAnswer: boolean;
  /** A kiosk or a paired screen: nobody stands there who could sign in. */
  isScreen?: boolean;
};

/** Rows of each page's alarm table: every open alarm, filled up with the newest resolved ones. */
export const ROWS_ON: Partial<Record<Page, number>> = { board: 50, anomalies: 200, machine: 20, kiosk: 50 };

/** The cookie with the name under which this browser acknowledges alarms. */
export const NAME_COOKIE = "andon-answers-as";

/** Shared by all pages of this server. */
export type SiteConfig = {
  base: string;
  plant: { name: string; timezone: string };
  version: string;
  build: string;
  css: string;
  script: string;
  kioskScript: string;
  pairingScript: string;
  pairingCss: string;
  pastCss: string;
  catalogueCss: string;
  calls: { script: string; css: string };
  replayScript: string;
  answering: Answering;
  managing: { script: string; css: string };
  onDemandScript: string;
  icon: string;
  touchIcon: string;
  manifest: string;
  pollSeconds: number;
  /** The names under which this server is asked. */
  servedNames: readonly string[];
  now(): number;
  access: SiteAccess;
  latest(): string;
  warning(): LinkWarning;
  simulated(): boolean;
  noteTemplates(): readonly string[];
};

/**
 * The props that every page's layout takes: the site, the request, and the machines (none: all) or the
 * area that it is narrowed to.
 */
export function pageContext(
  siteConfig: SiteConfig,
  c: Context,
  page: Page,
  nav: NavPage | null,
  { ids = [], area }: { ids?: readonly string[]; area?: { id: string } } = {},
): Site {
  const theme = c.req.query("theme");
  const where = new URLSearchParams({ page });
  if (area) where.set("area", area.id);
  else for (const id of ids) where.append("machine", id);
  return {
    base: siteConfig.base,
    plantName: siteConfig.plant.name,
    timezone: siteConfig.plant.timezone,
    build: siteConfig.build,
    version: siteConfig.version,
    css: siteConfig.css,
    script: siteConfig.script,
    onDemandScript: siteConfig.onDemandScript,
    icon: siteConfig.icon,
    touchIcon: siteConfig.touchIcon,
    manifest: siteConfig.manifest,
    simulated: siteConfig.simulated(),
    theme: theme === "dark" || theme === "light" ? theme : undefined,
    nav,
    cursor: siteConfig.latest(),
    socketUrl: `${siteConfig.base}/live?${where}`,
    sinceUrl: `${siteConfig.base}/live/since?${where}`,
    pollSeconds: siteConfig.pollSeconds,
    now: siteConfig.now(),
    link: siteConfig.warning(),
    answersAs: getCookie(c, NAME_COOKIE),
    reader: readerOf(actorOf(c), siteConfig.access.mode, page),
    may: (action) => isAllowed(actorOf(c), action, siteConfig.access.mode),
    answering: asksWho(actorOf(c), siteConfig.access.mode) ? siteConfig.answering : undefined,
    undo: undoOffer(c),
    managingCss: siteConfig.managing.css,
    calls: siteConfig.calls,
    noteTemplates: siteConfig.noteTemplates(),
    accessNotice: siteConfig.access.byAge ? text.access.byAge : undefined,
    still: c.req.query("still") === "1",
  };
}

/** Whether an answer from here needs somebody to say who they are. */
function asksWho(actor: Actor, mode: Access): boolean {
  const isKnown = actor.kind === "person" || isAllowed(actor, "answer", mode);
  return !isKnown && isAllowed(actor, "answer_by_pin", mode);
}

/** Undefined where nobody is asked who they are, and nobody has said so. */
function readerOf(actor: Actor, mode: Access, page: Page): Reader | undefined {
  if (mode === "open" && actor.kind === "anonymous") return undefined;
  const name = actor.kind === "person" ? actor.name : null;
  const isScreen = actor.kind === "device" || (page === "kiosk" && name === null);
  return { name, mayAnswer: isAllowed(actor, "answer", mode), isScreen };
}
