import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import type { CallEvent } from "../../calls/life";
import { answer } from "../../domain/alarm/answer";
import { omittable } from "../../domain/lenient_schema";
import type { SiteCache } from "../../site/site_cache";
import type { Store } from "../../store/store";
import { answeringAs } from "../access/answering_as";
import { byOf } from "../access/identify";
import { actOnCall, unknownCall } from "../call_actions";
import { callBody, callerOf, callOf, type CallPlaces, callTypes } from "../call_request";
import { nameMissing, refuse, refuseConflict, unknownArea, unknownMachine } from "../error_response";
import { body, bodyIfAny, pathId } from "../validation";
import { callJson } from "./json/call_json";

export type CallDeps = CallPlaces & {
  store: { calls: Store["calls"] };
  site: Pick<SiteCache, "refresh">;
  now(): number;
  newId(): string;
};

const resolving = answer.extend({ cause: omittable(z.string().trim().max(80)) });
const handingOn = answer.extend({ type: z.string().max(80) });

/** Calls for help. */
export function callRoutes(deps: CallDeps) {
  const { store, site, machineRegistry } = deps;
  const { calls } = store;
  return new Hono()
    .get("/", describeRoute({ summary: "The calls that somebody waits for" }), async (c) =>
      c.json({ calls: (await calls.waiting()).map((call) => callJson(call, machineRegistry)) }),
    )
    .get("/:id", describeRoute({ summary: "A call" }), async (c) => {
      const call = await calls.find(pathId(c));
      return call ? c.json(callJson(call, machineRegistry)) : unknownCall(c, pathId(c));
    })
    .post(
      "/",
      describeRoute({ summary: "Call for help: 201, or 200 with the call that waits there already" }),
      body(callBody),
      async (c) => {
        const sent = c.req.valid("json");
        await site.refresh();
        const by = callerOf(c, sent.by);
        const asked = callOf(sent, deps, { ...by, now: deps.now(), newId: deps.newId });
        if ("problem" in asked) return refuse(c, 400, asked.problem);
        if ("unknown" in asked) return unknownIn(c, asked.unknown, sent);
        const { call, isNew } = await calls.open(asked, byOf(c));
        return c.json(callJson(call, machineRegistry), isNew ? 201 : 200);
      },
    )
    .route("/", stepRoutes(deps))
    .onError(refuseConflict);
}

function unknownIn(c: Context, what: "machine" | "area" | "type", sent: z.output<typeof callBody>) {
  if (what === "machine") return unknownMachine(c, sent.machine ?? "");
  return what === "area" ? unknownArea(c, sent.area ?? "") : unknownType(c, sent.type);
}

function unknownType(c: Context, type: string) {
  const known = callTypes().map(({ id }) => id);
  return refuse(c, 400, `There is no type of call ${JSON.stringify(type)}: there are ${known.join(", ")}`);
}

/** The steps of a call, each by somebody with a name. */
function stepRoutes(deps: CallDeps) {
  type Said = z.output<typeof answer>;
  async function act(c: Context, { by, note }: Said, eventOf: (note: string | null) => CallEvent) {
    const who = answeringAs(c, by);
    if (!who) return nameMissing(c);
    const step = { at: deps.now(), by: who.by, by_id: who.by_id ?? null };
    const done = await actOnCall(c, deps, pathId(c), eventOf(note ?? null), step);
    return done instanceof Response ? done : c.json(callJson(done, deps.machineRegistry));
  }

  return new Hono()
    .post("/:id/accept", describeRoute({ summary: "Say that one is coming" }), bodyIfAny(answer), (c) =>
      act(c, c.req.valid("json"), () => ({ kind: "accepted" })),
    )
    .post("/:id/arrive", describeRoute({ summary: "Say that one is there" }), bodyIfAny(answer), (c) =>
      act(c, c.req.valid("json"), () => ({ kind: "arrived" })),
    )
    .post(
      "/:id/resolve",
      describeRoute({ summary: "End a call, with its cause" }),
      bodyIfAny(resolving),
      (c) => {
        const { cause = null } = c.req.valid("json");
        return act(c, c.req.valid("json"), (note) => ({ kind: "resolved", cause, note }));
      },
    )
    .post("/:id/cancel", describeRoute({ summary: "Take a call back" }), bodyIfAny(answer), (c) =>
      act(c, c.req.valid("json"), (note) => ({ kind: "cancelled", note })),
    )
    .post("/:id/reopen", describeRoute({ summary: "Open a call again" }), bodyIfAny(answer), (c) =>
      act(c, c.req.valid("json"), () => ({ kind: "reopened" })),
    )
    .post(
      "/:id/hand-on",
      describeRoute({ summary: "Make a call one of another type" }),
      body(handingOn),
      async (c) => {
        const { type } = c.req.valid("json");
        if (!callTypes().some(({ id }) => id === type)) return unknownType(c, type);
        return act(c, c.req.valid("json"), () => ({ kind: "handed_on", type }));
      },
    );
}
