import { PATIENCE_MS } from "./needs";

type Message = {
  type: string;
  id?: string;
  from?: string;
  data: Record<string, unknown>;
  [field: string]: unknown;
};

/** A program's socket in a test: messages are asked for by type, in the order they came. */
export type TestSocket = AsyncDisposable & {
  /** @param withinMs a promise where a test gives one, else time for a slow machine */
  next(type: string, withinMs?: number): Promise<Message>;
  /** All messages that came and were not asked for. */
  rest(): Message[];
  send(text: string): void;
  close(): Promise<void>;
  /** The code it was closed with. */
  closed: Promise<number>;
};

/** Connects to a JSON socket; resolves when the server has greeted it. */
export async function listen(url: string): Promise<TestSocket> {
  const socket = new WebSocket(url.replace(/^http/, "ws"));
  const messages: Message[] = [];
  let wake = () => {};
  const closing = Promise.withResolvers<number>();
  socket.onmessage = ({ data }) => {
    messages.push(JSON.parse(String(data)) as Message);
    wake();
  };
  socket.onclose = ({ code }) => {
    closing.resolve(code);
    wake();
  };

  async function next(type: string, withinMs = PATIENCE_MS): Promise<Message> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const place = messages.findIndex((message) => message.type === type);
      if (place >= 0) return messages.splice(place, 1)[0]!;
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(`No ${type} within ${withinMs} ms, only ${JSON.stringify(messages).slice(0, 500)}`);
      await Promise.race([new Promise<void>((resolve) => (wake = resolve)), Bun.sleep(left)]);
    }
  }

  const close = async () => {
    socket.close();
    await closing.promise;
  };
  await next("connection");
  return {
    next,
    rest: () => messages,
    send: (text) => socket.send(text),
    close,
    closed: closing.promise,
    [Symbol.asyncDispose]: close,
  };
}
