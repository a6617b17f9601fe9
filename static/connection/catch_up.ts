/** What became of asking what was missed. `events`: how many the page is thereby caught up on. */
export type Answer = { kind: "told"; events: number } | { kind: "refused" } | { kind: "unreachable" };

/** The one question after what was missed, and whether its answer is on the page. */
export type CatchUp = {
  ask(): void;
  /** While a question is open: resolves to whether its answer is on the page. */
  pending(): Promise<boolean> | undefined;
};

type Context = {
  status: string;
  request: { timeout?: number };
  response?: { status: number; headers: Headers };
};

type Question = { promise: Promise<boolean>; resolve(ok: boolean): void };

/** A proxy says so of a server that it cannot reach. */
const GATEWAY = [502, 504];

/**
 * Watches the element whose request is both catching up and polling. A new question replaces the one before it
 * (`hx-sync`), whose answer would be older.
 * @param timeoutMs how long the next answer may take
 */
export function watchCatchUp(
  element: HTMLElement,
  timeoutMs: () => number,
  answered: (answer: Answer) => void,
): CatchUp {
  let asked: Context | undefined;
  let open: Question | undefined;

  const on = (name: string, act: (context: Context) => void) =>
    element.addEventListener(name, (event) => act((event as CustomEvent<{ ctx: Context }>).detail.ctx));

  on("htmx:config:request", (context) => {
    asked = context;
    open ??= question();
    context.request.timeout = timeoutMs();
  });
  on("htmx:finally:request", (context) => {
    if (context !== asked) return;
    const answer = answerOf(context);
    const settled = open;
    asked = open = undefined;
    answered(answer);
    settled?.resolve(answer.kind === "told");
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
  if (!response || GATEWAY.includes(response.status)) return { kind: "unreachable" };
  if (response.status !== 200) return { kind: "refused" };
  if (status !== "swapped") return { kind: "unreachable" };
  return { kind: "told", events: Number(response.headers.get("Andon-Caught-Up") ?? 0) };
}
