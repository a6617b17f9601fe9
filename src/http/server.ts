import type { Context, Hono } from "hono";
import { type BunWebSocketData, getConnInfo, upgradeWebSocket, websocket } from "hono/bun";
import { listenFailure, readTls } from "./listen_failure";
import type { Sockets } from "./sockets/sockets";

/**
 * Past this a reader is too slow: it is cut off, comes back and catches up by its cursor (docs/delivery.md).
 */
const BACKPRESSURE_BYTES = 1024 * 1024;
/** So much may lie unread when something long is sent on. */
const ROOM_BYTES = BACKPRESSURE_BYTES / 4;
const SERVICE_RESTART = 1012;
/** A detect call over years, or readings waiting for a slow disk, may take longer than Bun's ten seconds. */
const SLOW_ANSWER_SECONDS = 60;
/** Longer than any message that the routes accept, so that their own refusal with its reason comes first. */
const PAYLOAD_BYTES = 64 * 1024;

/** No socket is ever asked for its address, and one for each would be half a kilobyte. */
const ANY_URL = new URL("http://localhost/");

type Listen = { port: number; hostname: string; tls?: { cert: string; key: string } };
type Socket = Parameters<NonNullable<typeof websocket.open>>[0];

/** Bun's server with its sockets, as the rooms need it. */
export type Server = {
  url: string;
  sockets: Sockets;
  publish(topic: string, message: string): void;
  /** The address of a request's peer. */
  addressOf(c: Context): string;
  /**
   * Serves from now on; until then the port is closed.
   * @throws with a sentence that names the setting at fault
   */
  listen(app: Pick<Hono, "fetch">, where: Listen): void;
  /** Closes every socket with 1012 (the service restarts: come back) and stops listening. */
  close(): Promise<void>;
};

export function createServer(): Server {
  const open = new Set<Socket>();
  const waiting = new Map<Socket, () => void>();
  let server: Bun.Server<BunWebSocketData> | undefined;

  function goOn(socket: Socket) {
    waiting.get(socket)?.();
    waiting.delete(socket);
  }

  return {
    get url() {
      return server ? server.url.href.replace(/\/$/, "") : "";
    },
    sockets: {
      upgrade: upgradeWebSocket,
      join: (socket, topic) => (socket.raw as Bun.ServerWebSocket<BunWebSocketData>).subscribe(topic),
      room({ raw }) {
        const socket = raw as Bun.ServerWebSocket<BunWebSocketData>;
        if (!open.has(socket) || socket.getBufferedAmount() < ROOM_BYTES) return Promise.resolve();
        return new Promise((resolve) => waiting.set(socket, resolve));
      },
    },
    publish: (topic, message) => void server?.publish(topic, message),
    addressOf: (c) => getConnInfo(c).remote.address ?? "",
    listen(app, where) {
      const { port, hostname } = where;
      server = serve(where, {
        idleTimeout: SLOW_ANSWER_SECONDS,
        port,
        hostname,
        tls: readTls(where),
        fetch: (request, server) => app.fetch(withHost(request), server),
        websocket: {
          ...websocket,
          open(socket) {
            open.add(socket);
            socket.data.url = ANY_URL;
            websocket.open(socket);
          },
          close(socket, code, reason) {
            open.delete(socket);
            goOn(socket);
            websocket.close(socket, code, reason);
          },
          drain: goOn,
          backpressureLimit: BACKPRESSURE_BYTES,
          closeOnBackpressureLimit: true,
          maxPayloadLength: PAYLOAD_BYTES,
          sendPings: true,
        },
      });
    },
    async close() {
      for (const socket of open) socket.close(SERVICE_RESTART, "The server restarts");
      await server?.stop(true);
    },
  };
}

/**
 * A program of HTTP/1.0 names no host. Bun then gives an address without one, of which a router would take
 * the wrong part for the path. One whose host cannot be read is left so, and refused (`served_names.tsx`).
 */
function withHost(request: Request): Request {
  if (!request.url.startsWith("/") || request.headers.get("host")) return request;
  return new Request(new URL(request.url.replace(/^\/+/, "/"), ANY_URL), request);
}

/** @throws with a sentence that names the setting at fault */
function serve(where: Listen, options: Bun.Serve.Options<BunWebSocketData>) {
  try {
    return Bun.serve(options);
  } catch (error) {
    throw listenFailure(error, where);
  }
}
