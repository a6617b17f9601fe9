import type { Cursor } from "../domain/cursor";
import type { LinkWarning } from "./link_warning";
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
  /** What every page has to say about the bus and the database. */
  warning(): LinkWarning;
  now(): number;
};

export function startHeartbeat(deps: HeartbeatDeps): Heartbeat {
  const { audiences, publish, build, cursor, warning, now } = deps;

  /** JSON without `content` is not swapped: the page's script reads it. */
  function greeting(): string {
    return JSON.stringify({ beat: { build, cursor: cursor(), ...warning(), now: now() } });
  }

  function beat() {
    const message = greeting();
    for (const [topic] of audiences.pages()) publish(topic, message);
  }

  const timer = setInterval(beat, BEAT_EVERY_MS);
  return { greeting, beat, stop: () => clearInterval(timer) };
}
