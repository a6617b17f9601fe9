import { type Context, Hono } from "hono";
import { BoardPage } from "../../../views/board/board";
import { ErrorPage } from "../../../views/layout/error";
import { text } from "../../words/text";
import { cut } from "../../domain/text";
import { type Actor, ANONYMOUS } from "../../people/actor";
import { devicePath } from "../../people/pairing";
import type { Store } from "../../store/store";
import { actorOf } from "../access/identify";
import { pairAddress } from "../access/sign_in_address";
import { askedOfPage, type AskedMachinesDeps, notFound } from "../asked_machines";
import { type SiteConfig, pageContext } from "../page_context";
import { type BoardDeps, readBoard } from "./read_board";

/** A kiosk's name, the pages that it shows in turn, and the time for each, in milliseconds. */
export type Kiosk = {
  name?: string;
  pages: readonly KioskPage[];
  everyMs: number;
  /** Where a screen that is not paired is paired. */
  pairUrl?: string;
};
const KIOSK_PAGES = ["board", "anomalies"] as const;
type KioskPage = (typeof KIOSK_PAGES)[number];

const NAME_AT_MOST = 80;
const USUAL_EVERY = "30s";
const UNIT_MS: Readonly<Record<string, number>> = { "": 1000, s: 1000, m: 60_000 };
const EVERY_AT_LEAST_MS = 5_000;
const EVERY_AT_MOST_MS = 3_600_000;

type Deps = BoardDeps &
  AskedMachinesDeps & { siteConfig: SiteConfig; store: { devices: Pick<Store["devices"], "get"> } };

/**
 * The board for an unattended screen. Its pages are views of one document, with one socket: the page script
 * rotates them. Without script the first one stays and refreshes itself.
 */
export function kioskRoutes(deps: Deps) {
  const { siteConfig } = deps;
  return new Hono().get("/", async (c) => {
    const own = await ownPage(c, deps);
    if (own !== undefined) return c.redirect(own, 302);
    const asked = await askedOfPage(c, deps);
    const kiosk = kioskOf(c.req.query(), actorOf(c));
    const refuse = (status: 400 | 404, sentence: string) =>
      c.html(
        <ErrorPage site={pageContext(siteConfig, c, "plain", null)} status={status} sentence={sentence} />,
        status,
      );
    if (typeof kiosk === "string") return refuse(400, kiosk);
    if ("unknown" in asked) return refuse(404, notFound(asked));
    const context = pageContext(siteConfig, c, "kiosk", kiosk.pages[0] ?? "board", asked);
    const isUnknown = siteConfig.access.mode !== "open" && actorOf(c).kind === "anonymous";
    const pairUrl = isUnknown ? pairAddress(c, siteConfig.base) : undefined;
    const site = { ...context, kiosk: { ...kiosk, pairUrl }, pageScript: siteConfig.kioskScript };
    return c.html(
      <BoardPage
        site={site}
        area={asked.area?.path}
        {...await readBoard(deps, "kiosk", asked.ids, site.now)}
      />,
    );
  });
}

/** The page that a paired screen is to show, when it is not the one that its browser was opened with. */
async function ownPage(c: Context, { siteConfig: { base }, store }: Deps): Promise<string | undefined> {
  const actor = actorOf(c);
  const device = actor.kind === "device" ? await store.devices.get(actor.id) : undefined;
  if (!device || (device.page === "/kiosk" && (device.area === null || c.req.query("area") === device.area)))
    return undefined;
  return base + devicePath(device, `/kiosk${new URL(c.req.url).search}`);
}

/** Reads the address, or says in a sentence what is wrong with it. */
export function kioskOf(query: Record<string, string>, actor: Actor = ANONYMOUS): Kiosk | string {
  const { pages = "board,alarms", every = USUAL_EVERY, name } = query;
  const everyMs = durationOf(every);
  if (everyMs === undefined) return text.kiosk.badEvery(every);
  const named = pages
    .split(",")
    .map((page) => page.trim())
    .filter(Boolean);
  const found = named.map((page) => pageNamed(page));
  const unknown = found.indexOf(undefined);
  if (unknown >= 0 || named.length === 0) return text.kiosk.badPages(named[unknown] ?? pages);
  const shown = [...new Set(found)].filter((page) => page !== undefined);
  const paired = actor.kind === "device" ? actor.name : "";
  return { name: cut(name?.trim() || paired, NAME_AT_MOST) || undefined, pages: shown, everyMs };
}

/** "alarms" is what people call the page whose address is /anomalies. */
function pageNamed(name: string): KioskPage | undefined {
  return name === "alarms" ? "anomalies" : KIOSK_PAGES.find((page) => page === name);
}

/** "30s", "2m" or "30" in milliseconds. */
function durationOf(every: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,5})([sm]?)$/.exec(every) ?? [];
  const ms = Number(number) * (UNIT_MS[unit] ?? NaN);
  return ms >= EVERY_AT_LEAST_MS && ms <= EVERY_AT_MOST_MS ? ms : undefined;
}
