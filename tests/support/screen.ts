import type { BrowserContext, Page } from "playwright-core";
import { anomaliesAnswer } from "./answers";
import { createClient } from "./client";

/** More than a test reports. */
const ALL_ALARMS = 500;

/** One screen, a page in a browser or a program's socket, and the alarms it has shown. */
export type Screen = {
  readonly kind: "page" | "program";
  /** Ids of the anomalies it has shown. */
  readonly shown: ReadonlySet<string>;
  /**
   * Ids it has shown twice, each with how: two rows at once, a toast that came again, or the same message
   * again.
   */
  readonly twice: ReadonlyMap<string, string>;
  /** Connections it has tried. */
  tries(): number;
  isLive(): boolean;
  /** When it last became live; epoch milliseconds. */
  liveAt(): number;
  /** Rows in the table now, and how many more the page says there are. */
  count(): Promise<{ rows: number; more: number }>;
  close(): Promise<void>;
};
export type PageScreen = Screen & { page: Page };

/** Runs in the page: reports every row and toast as it comes, and every state of the link. */
function watch() {
  const tell = (window as unknown as { andonTell(kind: string, ids: string[]): void }).andonTell;
  const left = new Set<string>();
  let state = "";
  const look = (changes: MutationRecord[]) => {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    const removed = changes.flatMap(({ removedNodes }) => [...removedNodes]);
    const isElement = (node: Node): node is HTMLElement => node instanceof HTMLElement;
    const rows = [...document.querySelectorAll<HTMLElement>("#anomaly-rows > tr[data-anomaly-id]")];
    const ids = rows.map(({ dataset }) => dataset.anomalyId!);
    const fresh = new Set(
      added.filter(isElement).flatMap((element) => {
        const within = [element, ...element.querySelectorAll<HTMLElement>("tr[data-anomaly-id]")];
        return within.flatMap(({ dataset }) => dataset.anomalyId ?? []);
      }),
    );
    if (fresh.size > 0) tell("shown", [...fresh]);
    if (new Set(ids).size < ids.length) {
      const doubles = ids.filter((id, index) => ids.indexOf(id) !== index);
      if (doubles.length > 0) tell("two rows", doubles);
    }
    const toasts = (nodes: Node[]) =>
      nodes
        .filter(isElement)
        .flatMap(({ dataset, classList }) => (classList.contains("toast") ? (dataset.eventId ?? []) : []));
    const here = toasts(added).filter((id) => left.has(id));
    if (here.length > 0) tell("toast again", here);
    for (const id of toasts(removed))
      if (!document.querySelector(`#toasts > [data-event-id="${id}"]`)) left.add(id);
    const now = document.querySelector<HTMLElement>("#link-status")?.dataset.state ?? "";
    if (now !== state) tell("state", [(state = now)]);
  };
  document.addEventListener("htmx:ws:before:connection", () => tell("try", []));
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-state"],
  });
}

/**
 * Opens a page that is watched; resolves when it is live.
 * @param prepare called before the page loads
 */
export async function openScreen(
  context: BrowserContext,
  url: string,
  prepare: (page: Page) => Promise<void> = async () => {},
): Promise<PageScreen> {
  const page = await context.newPage();
  await prepare(page);
  const shown = new Set<string>();
  const twice = new Map<string, string>();
  let tries = 0;
  let state = "";
  let liveAt = 0;
  await page.exposeFunction("andonTell", (kind: string, ids: string[]) => {
    if (kind === "shown") for (const id of ids) shown.add(id);
    if (kind === "try") tries += 1;
    if (kind === "two rows" || kind === "toast again") for (const id of ids) twice.set(id, kind);
    if (kind !== "state") return;
    state = ids[0] ?? "";
    if (state === "live") liveAt = Date.now();
  });
  await page.addInitScript(watch);
  await page.goto(url);
  await page.waitForSelector('#link-status[data-state="live"]');
  return {
    kind: "page",
    page,
    shown,
    twice,
    tries: () => tries,
    isLive: () => state === "live",
    liveAt: () => liveAt,
    count: () =>
      page.evaluate(() => {
        const more = document.querySelector<HTMLElement>("[data-more]");
        const hidden = more && !more.hidden ? Number(more.querySelector("[data-count]")?.textContent) : 0;
        return {
          rows: document.querySelectorAll("#anomaly-rows > tr[data-anomaly-id]").length,
          more: hidden,
        };
      }),
    close: () => page.close(),
  };
}

/**
 * A program that follows the contract: it reconnects with the cursor of its last message, and told of a gap
 * it asks what there is.
 */
export function openProgram(url: string): Screen & { gaps: number } {
  const client = createClient(() => url);
  const address = `${url.replace(/^http/, "ws")}/api/v1/ws/anomalies`;
  const shown = new Set<string>();
  const heard = new Set<string>();
  /** Alarms that the socket told; what the program has asked for may be told besides. */
  const told = new Set<string>();
  const twice = new Map<string, string>();
  let after: string | undefined;
  let tries = 0;
  let liveAt = 0;
  let ended = false;
  let socket: WebSocket;
  let timer: ReturnType<typeof setTimeout>;

  function connect() {
    tries += 1;
    socket = new WebSocket(after ? `${address}?after=${after}` : address);
    socket.onmessage = ({ data }) => take(JSON.parse(String(data)));
    socket.onclose = () => {
      if (!ended) timer = setTimeout(connect, 500 + Math.random() * 1000);
    };
  }

  function take(message: { type: string; id?: string; to?: string; data?: { anomaly_id: string } }) {
    if (message.type === "connection") liveAt = Date.now();
    if (message.type === "gap") {
      screen.gaps += 1;
      after = message.to;
      void askAll().catch(() => socket.close());
    }
    if (!message.id || !message.data) return;
    after = message.id;
    if (heard.has(message.id)) twice.set(message.data.anomaly_id, "message again");
    heard.add(message.id);
    if (told.has(message.data.anomaly_id) && message.type === "anomaly_detected")
      twice.set(message.data.anomaly_id, "alarm again");
    told.add(message.data.anomaly_id);
    shown.add(message.data.anomaly_id);
  }

  async function askAll() {
    const { anomalies } = await client.get(`/api/v1/anomaly/search?limit=${ALL_ALARMS}`, anomaliesAnswer);
    for (const { id } of anomalies) shown.add(id);
  }

  const screen = {
    kind: "program" as const,
    shown,
    twice,
    gaps: 0,
    tries: () => tries,
    isLive: () => socket.readyState === WebSocket.OPEN,
    liveAt: () => liveAt,
    count: async () => ({ rows: shown.size, more: 0 }),
    async close() {
      ended = true;
      clearTimeout(timer);
      socket.close();
    },
  };
  connect();
  return screen;
}
