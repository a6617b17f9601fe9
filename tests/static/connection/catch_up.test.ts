import { expect, test } from "bun:test";
import { type Answer, watchCatchUp } from "../../../static/connection/catch_up";
import { openPage, send } from "../open_page";

type Response = { status: number; headers: Headers };

function question() {
  const window = openPage(`<div id="catch-up"></div>`);
  const element = window.document.querySelector<HTMLElement>("#catch-up")!;
  const answers: Answer[] = [];
  const catchUp = watchCatchUp(
    element,
    () => 4_000,
    (answer) => answers.push(answer),
  );
  /** htmx begins a request. @returns ends it */
  const request = () => {
    const context = { status: "created", request: { timeout: 0 } };
    send(window, element, "htmx:config:request", { ctx: context });
    return {
      context,
      end: (response?: Response, status = "swapped") =>
        send(window, element, "htmx:finally:request", { ctx: Object.assign(context, { response, status }) }),
    };
  };
  return { catchUp, answers, request };
}

const respond = (status: number, headers: Record<string, string> = {}): Response => ({
  status,
  headers: new Headers(headers),
});

test.each<[string, Response | undefined, string, Answer]>([
  ["200, swapped", respond(200, { "Andon-Caught-Up": "7" }), "swapped", { kind: "caught_up", events: 7 }],
  ["200 without a count", respond(200), "swapped", { kind: "caught_up", events: 0 }],
  ["200, but not swapped", respond(200), "error: swap", { kind: "unreachable" }],
  ["503 of the server itself", respond(503), "swapped", { kind: "refused" }],
  ["401 of the server itself", respond(401, { "Andon-Unknown": "1" }), "swapped", { kind: "unknown" }],
  ["401 of a proxy", respond(401, { "WWW-Authenticate": "Basic" }), "swapped", { kind: "refused" }],
  ["502 of a proxy", respond(502), "swapped", { kind: "unreachable" }],
  ["504 of a proxy", respond(504), "swapped", { kind: "unreachable" }],
  ["nothing at all", undefined, "error", { kind: "unreachable" }],
])("an answer of %s is understood", (_, response, status, expected) => {
  const { answers, request } = question();
  request().end(response, status);
  expect(answers).toEqual([expected]);
});

test("a request gets the present time-out", () => {
  expect(question().request().context.request.timeout).toBe(4_000);
});

test("frames wait while a request is open, and learn whether its answer is on the page", async () => {
  const { catchUp, request } = question();
  expect(catchUp.pending()).toBeUndefined();
  const good = request();
  const pending = catchUp.pending();
  good.end(respond(200));
  expect(await pending).toBe(true);
  expect(catchUp.pending()).toBeUndefined();
  const bad = request();
  const failing = catchUp.pending();
  bad.end(respond(500));
  expect(await failing).toBe(false);
});

test("the answer of a replaced request counts for nothing; its waiters wait for the new one", async () => {
  const { catchUp, answers, request } = question();
  const first = request();
  const pending = catchUp.pending();
  const second = request();
  first.end(undefined, "aborted");
  expect(answers).toEqual([]);
  expect(catchUp.pending()).toBe(pending);
  second.end(respond(200));
  expect(answers).toEqual([{ kind: "caught_up", events: 0 }]);
  expect(await pending).toBe(true);
});
