import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

const REDIS_PORT = 6379;
/** The first sign of every kind of answer that Redis gives. */
const ANSWER = /^[+\-$:*]/;

/**
 * Why a connection through `rediss://` or `redis://` says nothing but that it took too long: the server
 * speaks the other of both. Undefined when it does not, or cannot be reached.
 */
export async function tlsMismatch(address: string, withinMs: number): Promise<string | undefined> {
  const url = URL.parse(address);
  if (!url?.hostname) return undefined;
  const at = { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) || REDIS_PORT };
  if (url.protocol === "rediss:")
    return (await answersPlain(at, withinMs))
      ? "the server does not speak TLS: write redis:// in place of rediss://"
      : undefined;
  return (await answersTls(at, withinMs))
    ? "the server speaks TLS on this port: write rediss:// in place of redis://"
    : undefined;
}

type At = { host: string; port: number };

function answersPlain(at: At, withinMs: number): Promise<boolean> {
  const socket = connectPlain(at, () => socket.write("PING\r\n"));
  return told(socket, withinMs, (tell) =>
    socket.once("data", (data: Buffer) => tell(ANSWER.test(data.toString("latin1")))),
  );
}

/** Any certificate will do: only the way of speaking is asked, and nothing is sent. */
function answersTls(at: At, withinMs: number): Promise<boolean> {
  const socket = connectTls({ ...at, rejectUnauthorized: false });
  return told(socket, withinMs, (tell) => socket.once("secureConnect", () => tell(true)));
}

async function told(socket: Socket, withinMs: number, ask: (tell: (is: boolean) => void) => void) {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), withinMs);
  socket.on("error", () => resolve(false)).on("close", () => resolve(false));
  ask(resolve);
  const is = await promise;
  clearTimeout(timer);
  socket.destroy();
  return is;
}
