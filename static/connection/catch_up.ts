/**
 * Outcome of asking for missed events. `events`: how many of them the page now has by this answer. "unknown":
 * the server does not know any more who asks.
 */
export type Answer =
  { kind: "caught_up"; events: number } | { kind: "refused" } | { kind: "unknown" } | { kind: "unreachable" };

/** The one request for missed events, and whether its answer is on the page. */
export type CatchUp = {
  ask(): void;
  /** While a request is open: resolves to whether its answer is on the page. */
  pending(): Promise<boolean> | undefined;
};

/** The part of htmx's request context that is read here. */
type Context = {
  status: string;
  request: { timeout?: number };
  response?: { status: number; headers: Headers };
};

type Question = { promise: Promise<boolean>; resolve(ok: boolean): void };

/** A proxy answers so when it cannot reach the server. */
const UNREACHABLE = [502, 504];

/**
 * Watches the element whose request both catches up and polls. A new request replaces an open one
 * (`hx-sync`), whose answer would be older; a frame that waits for the open one then waits for the new one.
 * @param timeoutMs how long the next answer may take
 */
export function watchCatchUp(
  element: HTMLElement,
  timeoutMs: () => number,
  onAnswer: (answer: Answer) => void,
): CatchUp {
  let latest: Context | undefined;
  let open: Question | undefined;

  const on = (name: string, act: (context: Context) => void) =>
    element.addEventListener(name, (event) => act((event as CustomEvent<{ ctx: Context }>).detail.ctx));

  on("htmx:config:request", (context) => {
    latest = context;
    open ??= question();
    context.request.timeout = timeoutMs();
  });
  on("htmx:finally:request", (context) => {
    if (context !== latest) return;
    const answer = answerOf(context);
    const settled = open;
    latest = open = undefined;
    onAnswer(answer);
    settled?.resolve(answer.kind === "caught_up");
  });

  return {
    ask: () => void element.dispatchEvent(new Event("andon:poll")),
    pending: () => open?.promise,
  };
}

function question(): Question {
  let resolve = (_: boolean) => {};
  const promise = new Promise<boolean>((settle) => (resolve = settle));
  return { promise, resolve };
}

function answerOf({ status, response }: Context): Answer {
  if (!response || UNREACHABLE.includes(response.status)) return { kind: "unreachable" };
  // By a header of Andon's own: a proxy that asks for a password answers 401 too.
  if (response.headers.has("Andon-Unknown")) return { kind: "unknown" };
  if (response.status !== 200) return { kind: "refused" };
  if (status !== "swapped") return { kind: "unreachable" };
  return { kind: "caught_up", events: Number(response.headers.get("Andon-Caught-Up") ?? 0) };
}
