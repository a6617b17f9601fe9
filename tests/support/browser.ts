import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { eventually } from "./andon";

const CANDIDATES = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why tests in a browser cannot run here; undefined when they can. Throws when the whole suite was asked for. */
export function whyNoBrowser(): string | undefined {
  if (program()) return undefined;
  const reason = "chromium is not installed: install Debian's package chromium";
  if (process.env.ANDON_TESTS_COMPLETE === "1") throw new Error(reason);
  return reason;
}

/** Starts a real Chromium, with further flags where its owner has set it up. */
export function startBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: program() ?? undefined, args: [...FLAGS, ...flags] });
}

/** Starts a real Chromium as somebody's own, who may install things. */
export function startPersistent(folder: string, options: BrowserContextOptions): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: program() ?? undefined,
    args: FLAGS,
    ...options,
  });
}

/** Opens a page and waits until it is live; what its console complains of goes into `complaints`. */
export async function openLive(browser: Browser, url: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(url);
  await page.waitForSelector('#link-status[data-state="live"]');
  return { page, complaints };
}

/** Resolves when the service worker has kept this page for when the server is away. */
export async function untilKept(page: Page) {
  // Not waitForFunction: a promise counts as true there, whatever it comes to.
  const isKept = () =>
    page.evaluate(async () => (await (await caches.open("andon-pages")).match(location.href)) !== undefined);
  await eventually(isKept, `${page.url()} is kept`);
}

function program(): string | null {
  return CANDIDATES.map((name) => Bun.which(name)).find(Boolean) ?? null;
}
