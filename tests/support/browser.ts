import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { eventually } from "./andon";
import { whyNot } from "./needs";

/** Whole browsers. */
const WHOLE = ["chromium", "chromium-browser", "google-chrome"];
/** The same engine without the parts round the page: a test costs it half the processor time. */
const SHELL = "chromium-headless-shell";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Why tests in a browser cannot run here; undefined when they can. Throws when the whole suite was asked for.
 */
export function whyNoBrowser(): string | undefined {
  return whyNot(program(WHOLE) !== null, "chromium is not installed: install Debian's package chromium");
}

/** Starts the Chromium that takes least and is the same inside a page, with further flags if any. */
export function startTestBrowser(flags: readonly string[] = []): Promise<Browser> {
  return launch(flags, [SHELL, ...WHOLE]);
}

/** Starts a whole Chromium, with further flags where its owner has set it up. */
export function startBrowser(flags: readonly string[] = []): Promise<Browser> {
  return launch(flags, WHOLE);
}

/** Starts a whole Chromium as somebody's own, who may install things. */
export function startPersistent(folder: string, options: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: program(WHOLE) ?? undefined,
    args: FLAGS,
    ...options,
  });
}

/** A page, and the complaints of its console. */
export type Tab = { page: Page; complaints: string[] };

/** Opens a page and waits until it is live. */
export async function openLive(context: BrowserContext, url: string): Promise<Tab> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  await isLink(page, "live");
  return { page, complaints };
}

/** Waits until the page says this of its link to the server. */
export function isLink(page: Page, state: "connecting" | "live" | "reconnecting" | "offline") {
  return page.waitForSelector(`#link-status[data-state="${state}"]`);
}

/** Resolves when the service worker has stored this page for when the server is away. */
export async function untilKept(page: Page) {
  // Not waitForFunction: a promise counts as true there, whatever it resolves to.
  const isKept = () =>
    page.evaluate(async () => (await (await caches.open("andon-pages")).match(location.href)) !== undefined);
  await eventually(isKept, `${page.url()} is kept`);
}

function launch(flags: readonly string[], programs: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: program(programs) ?? undefined, args: [...FLAGS, ...flags] });
}

function program(names: readonly string[]): string | null {
  return names.map((name) => Bun.which(name)).find(Boolean) ?? null;
}
