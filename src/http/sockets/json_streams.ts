import { type Context, Hono, type MiddlewareHandler } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { STREAMS } from "../../live/audiences";
import { refuse } from "../error_response";
import { type AskedMachinesDeps, onlyKnownMachines } from "../asked_machines";
import { machineWords, query } from "../validation";
import { streamAudience } from "./audience";
import { notUpgraded, type Sockets } from "./sockets";
import { onlyWithRoom } from "./selection_limit";
import { type StreamClient, type StreamSocketDeps, streamSockets } from "./stream_socket";

const streamQuery = z
  .strictObject({
    client_id: z.string().max(80).optional(),
    machine_id: machineWords,
    area: z.string().max(600).optional(),
    after: z.string().max(80).optional(),
    /** Read at the door (src/http/access/identify.ts). */
    token: z.string().optional(),
  })
  .refine(({ area, machine_id }) => !area || !machine_id?.length, {
    path: ["area"],
    error: "cannot be given beside machine_id: name an area, or machines",
  });

type Deps = StreamSocketDeps &
  AskedMachinesDeps & {
    sockets: Sockets;
    newId(): string;
  };

const description =
  "dashboard, anomalies, training, or events (system alerts). machine_id narrows (repeatable), or area to the machines " +
  "that stand in it (by id, path or name); " +
  "after=CURSOR tells first what was missed, or {type: gap} when the log cannot say.";

/** The JSON sockets, for programs: the events that they missed first, then every event once. */
export function jsonStreamRoutes(deps: Deps) {
  const { sockets, newId } = deps;
  const streamSocket = streamSockets(deps);

  function clientOf(c: Context): StreamClient {
    const stream = STREAMS.find((name) => name === c.req.param("stream")) ?? "dashboard";
    const asked = streamQuery.parse({ ...c.req.query(), machine_id: c.req.queries("machine_id") });
    return {
      id: asked.client_id ?? newId(),
      audience: streamAudience(deps, stream, { area: asked.area, machine: asked.machine_id }),
      after: asked.after,
    };
  }

  return new Hono().get(
    "/:stream",
    describeRoute({ summary: "A WebSocket of JSON events", description }),
    onlyKnownStreams,
    query(streamQuery),
    onlyKnownMachines(deps, "machine_id"),
    onlyWithRoom(deps.live.audiences, (c) => clientOf(c).audience),
    sockets.upgrade((c) => streamSocket(clientOf(c))),
    notUpgraded,
  );
}

const onlyKnownStreams: MiddlewareHandler = async (c, next) => {
  const name = c.req.param("stream");
  if (STREAMS.some((stream) => stream === name)) return next();
  return refuse(c, 404, `There is no stream ${JSON.stringify(name)}: choose one of ${STREAMS.join(", ")}`);
};
