import { type Context, Hono, type MiddlewareHandler } from "hono";
import { describeRoute } from "hono-openapi";
import { z } from "zod";
import { STREAMS } from "../../live/audiences";
import { refuse } from "../error_response";
import { type AskedMachinesDeps, idsOf, onlyKnownMachines } from "../asked_machines";
import { machineWords, query } from "../validation";
import { notUpgraded, type Sockets } from "./sockets";
import { onlyWithRoom } from "./selection_limit";
import { type StreamClient, type StreamSocketDeps, streamSockets } from "./stream_socket";

const streamQuery = z.strictObject({
  client_id: z.string().max(80).optional(),
  machine_id: machineWords,
  after: z.string().max(80).optional(),
  /** Read at the door (src/http/access/identify.ts). */
  token: z.string().optional(),
});

type Deps = StreamSocketDeps &
  AskedMachinesDeps & {
    sockets: Sockets;
    newId(): string;
  };

const description =
  "dashboard, anomalies, training, or events (system alerts). machine_id narrows (repeatable); " +
  "after=CURSOR tells first what was missed, or {type: gap} when the log cannot say.";

/** The JSON sockets, for programs: the events that they missed first, then every event once. */
export function jsonStreamRoutes(deps: Deps) {
  const { sockets, machineRegistry, newId } = deps;
  const streamSocket = streamSockets(deps);

  function clientOf(c: Context): StreamClient {
    const stream = STREAMS.find((name) => name === c.req.param("stream")) ?? "dashboard";
    const asked = streamQuery.parse({ ...c.req.query(), machine_id: c.req.queries("machine_id") });
    return {
      id: asked.client_id ?? newId(),
      audience: { kind: "stream", stream, machineIds: idsOf(machineRegistry, asked.machine_id) },
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
