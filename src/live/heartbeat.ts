import type { Cursor } from "../domain/cursor";
import type { Audiences, Topic } from "./audiences";

const BEAT_EVERY_MS = 10_000;

/** Proves to every page that its socket lives. */
export type Heartbeat = {
  /** The first message on a new socket, which is a beat too. */
  greeting(): string;
  /** Beats at once, besides the beats every ten seconds. */
  beat(): void;
  stop(): void;
};

type HeartbeatDeps = {
  audiences: Pick<Audiences, "pages">;
  publish(topic: Topic, message: string): void;
  build: string;
  /** The cursor up to which pages have been sent everything; null when it is not known. */
  cursor(): Cursor | null;
  /** Milliseconds since this server last received its own message over the bus. */
  canary(): number;
  /** When the bus was lost, while it is away. */
  busAwaySince(): number | null;
  now(): number;
};

export function startHeartbeat(deps: HeartbeatDeps): Heartbeat {
  const { audiences, publish, build, cursor, canary, busAwaySince, now } = deps;

  /** JSON without `content` is not swapped: the page's script reads it. */
  function greeting(): string {
    const beat = { build, cursor: cursor(), busAwaySince: busAwaySince(), canary: Math.round(canary()) };
    return JSON.stringify({ beat: { ...beat, now: now() } });
  }

  function beat() {
    const message = greeting();
    for (const [topic] of audiences.pages()) publish(topic, message);
  }

  const timer = setInterval(beat, BEAT_EVERY_MS);
  return { greeting, beat, stop: () => clearInterval(timer) };
}
