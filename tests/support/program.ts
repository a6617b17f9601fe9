/** A program that never gives up: it comes back by its cursor. */
export type TestProgram = {
  /** How often each event was told, by event_id. */
  told(): ReadonlyMap<string, number>;
  events(): readonly Record<string, unknown>[];
  gaps(): number;
  /** Sockets opened so far. */
  tries(): number;
  /** Milliseconds of the longest time without a socket. */
  longestAway(): number;
  /** Whether it is connected now. */
  isLive(): boolean;
  close(): void;
};

const AGAIN_AFTER_MS = 100;

/** Connects to a JSON socket; resolves when it is live for the first time. */
export async function watchEvents(url: string): Promise<TestProgram> {
  const told = new Map<string, number>();
  const events: Record<string, unknown>[] = [];
  const first = Promise.withResolvers<void>();
  let cursor: string | undefined;
  let socket: WebSocket | undefined;
  let [gaps, tries, longest, lostAt] = [0, 0, 0, 0];
  let closed = false;
  let isLive = false;

  function connect() {
    tries += 1;
    const after = cursor ? `${url.includes("?") ? "&" : "?"}after=${cursor}` : "";
    const mine = new WebSocket(url.replace(/^http/, "ws") + after);
    socket = mine;
    mine.onmessage = ({ data }) => hear(JSON.parse(String(data)));
    mine.onclose = () => {
      if (isLive) lostAt = performance.now();
      isLive = false;
      if (!closed) setTimeout(connect, AGAIN_AFTER_MS);
    };
  }

  function hear(message: { type: string; id?: string; to?: string; data?: Record<string, unknown> }) {
    if (message.type === "connection") {
      isLive = true;
      if (lostAt) longest = Math.max(longest, performance.now() - lostAt);
      first.resolve();
    }
    if (message.type === "gap") {
      gaps += 1;
      cursor = message.to;
    }
    if (!message.id || !message.data) return;
    cursor = message.id;
    const id = String(message.data.event_id);
    told.set(id, (told.get(id) ?? 0) + 1);
    events.push(message.data);
  }

  connect();
  await first.promise;
  return {
    told: () => told,
    events: () => events,
    gaps: () => gaps,
    tries: () => tries,
    longestAway: () => longest,
    isLive: () => isLive,
    close() {
      closed = true;
      socket?.close();
    },
  };
}
