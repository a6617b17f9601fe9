/** The kinds of pages that have a socket. */
export const PAGES = [
  "board",
  "anomalies",
  "list",
  "training",
  "diagnostics",
  "machines",
  "machine",
  "kiosk",
  "history",
  "plain",
] as const;
export type Page = (typeof PAGES)[number];
/** The kinds of JSON streams that a program can subscribe to. */
export const STREAMS = ["dashboard", "anomalies", "training", "events"] as const;
export type Stream = (typeof STREAMS)[number];

/**
 * A kind of page, narrowed to some machines or (empty) to none. All of one audience are sent the same frames.
 */
export type PageAudience = {
  kind: "page";
  page: Page;
  readonly machineIds: readonly string[];
} & OfArea;
/** A kind of stream, narrowed to some machines or (empty) to none. */
export type StreamAudience = {
  kind: "stream";
  stream: Stream;
  readonly machineIds: readonly string[];
} & OfArea;
/**
 * The area that it is narrowed to: its machines are other ones when they move, and the audience is the same.
 */
type OfArea = { area?: string };
export type Audience = PageAudience | StreamAudience;

export type Topic = string;

/** Made once for each audience: those that are open are asked for theirs every second. */
const topics = new WeakMap<Audience, Topic>();

/** The one name of an audience's topic. */
export function topicOf(audience: Audience): Topic {
  const topic = topics.get(audience) ?? makeTopic(audience);
  topics.set(audience, topic);
  return topic;
}

function makeTopic(audience: Audience): Topic {
  const name = audience.kind === "page" ? audience.page : audience.stream;
  if (audience.area !== undefined)
    return [audience.kind, name, "area", encodeURIComponent(audience.area)].join("|");
  return [audience.kind, name, ...audience.machineIds.map(encodeURIComponent).toSorted()].join("|");
}

/** The one name of the topic of one page's replay. @param number of the replay, on this server */
export const replayTopic = (number: number): Topic => `replay|${number}`;

/**
 * Whether an audience is sent news of this machine; news of no machine goes only to those that are not
 * narrowed.
 */
export function concerns(audience: Audience, machineId: string | null): boolean {
  if (audience.machineIds.length === 0) return true;
  return machineId !== null && audience.machineIds.includes(machineId);
}

const isNarrowed = ({ machineIds }: Audience) => machineIds.length > 0;

/** The audiences that have an open socket: nothing is drawn for a topic without one. */
export type Audiences = {
  join(audience: Audience): Topic;
  leave(topic: Topic): void;
  all(): Iterable<[Topic, Audience]>;
  pages(): Iterable<[Topic, PageAudience]>;
  streams(): Iterable<[Topic, StreamAudience]>;
  /** Whether a socket of this audience may join: one more that is narrowed costs a frame of its own. */
  hasRoom(audience: Audience): boolean;
  /** Open sockets in all. */
  count(): number;
};

/** @param most audiences that are narrowed to some machines; those that are not are few */
export function createAudiences(most = Infinity): Audiences {
  const byTopic = new Map<Topic, { audience: Audience; sockets: number }>();
  let narrowed = 0;
  return {
    join(audience) {
      const topic = topicOf(audience);
      const entry = byTopic.get(topic) ?? { audience, sockets: 0 };
      if (entry.sockets === 0 && isNarrowed(audience)) narrowed += 1;
      entry.sockets += 1;
      byTopic.set(topic, entry);
      return topic;
    },
    leave(topic) {
      const entry = byTopic.get(topic);
      if (!entry || --entry.sockets > 0) return;
      byTopic.delete(topic);
      if (isNarrowed(entry.audience)) narrowed -= 1;
    },
    *all() {
      for (const [topic, { audience }] of byTopic) yield [topic, audience];
    },
    *pages() {
      for (const [topic, { audience }] of byTopic) if (audience.kind === "page") yield [topic, audience];
    },
    *streams() {
      for (const [topic, { audience }] of byTopic) if (audience.kind === "stream") yield [topic, audience];
    },
    hasRoom: (audience) => !isNarrowed(audience) || narrowed < most || byTopic.has(topicOf(audience)),
    count: () => byTopic.values().reduce((sum, { sockets }) => sum + sockets, 0),
  };
}
