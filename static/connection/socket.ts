type Connection = { socket: WebSocket | null };
/** The parts of htmx's event details that are read here. */
type Detail = {
  connection: Connection;
  message: { data: unknown };
  cancelled: boolean;
  waitUntil(work: Promise<unknown>): void;
};

/** The socket of the page, which htmx holds. */
export type Socket = {
  /** Connects anew. */
  replace(): void;
  close(): void;
  send(text: string): void;
};

export type SocketHandlers = {
  opened(): void;
  closed(): void;
  /** Reads a frame before htmx swaps it. @returns what else to do with it once the page is caught up */
  frame(data: unknown): () => void;
  /** While the page catches up: resolves to whether it has. */
  pending(): Promise<boolean> | undefined;
};

/** Only the newest connection counts: events of one that was replaced or given up are ignored. */
export function watchSocket(document: Document, handlers: SocketHandlers): Socket {
  let current: Connection | undefined;

  const on = (name: string, act: (detail: Detail, event: Event) => void) =>
    document.addEventListener(name, (event) => act((event as CustomEvent<Detail>).detail, event), true);

  on("htmx:ws:before:connection", ({ connection }) => (current = connection));
  on("htmx:ws:after:connection", ({ connection }) => connection === current && handlers.opened());
  on("htmx:ws:close", ({ connection }) => {
    if (connection !== current) return;
    current = undefined;
    handlers.closed();
  });
  on("htmx:ws:before:message:incoming", (detail, event) => {
    if (detail.connection !== current) return event.preventDefault();
    const apply = handlers.frame(detail.message.data);
    const pending = handlers.pending();
    if (!pending) return apply();
    // Swapped during a catch-up, the frame would be overwritten by the answer, which is older.
    const settled = pending.then((isCaughtUp) => {
      if (isCaughtUp && detail.connection === current) apply();
      else detail.cancelled = true;
    });
    detail.waitUntil(settled);
  });

  return {
    replace() {
      // A new element is a new connection; htmx ends the old one with its element, in any state.
      const old = document.querySelector("#socket")!;
      const fresh = old.cloneNode() as Element;
      fresh.removeAttribute("data-htmx-powered");
      old.replaceWith(fresh);
      document.defaultView!.htmx.process(fresh);
    },
    close() {
      const givenUp = current;
      // Its close event may take minutes, so nothing waits for it.
      current = undefined;
      givenUp?.socket?.close();
    },
    send: (text) => current?.socket?.send(text),
  };
}
