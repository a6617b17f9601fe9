/** What a page, or a program's socket, wants to hear. */
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
export const STREAMS = ["dashboard", "anomalies", "training", "events"] as const;
export type Stream = (typeof STREAMS)[number];

/** One audience hears the same words: a kind of page or stream, narrowed to some machines or (empty) to none. */
export type Audience =
  | { kind: "page"; page: Page; machineIds: readonly string[] }
  | { kind: "stream"; stream: Stream; machineIds: readonly string[] };

export type Topic = string;

/** The one name of an audience's topic. */
export function topicOf(audience: Audience): Topic {
  const name = audience.kind === "page" ? audience.page : audience.stream;
  return [audience.kind, name, ...audience.machineIds.map(encodeURIComponent).toSorted()].join("|");
}

/** The one name of the topic on which one page hears its replay. @param number of the replay, on this server */
export const replayTopic = (number: number): Topic => `replay|${number}`;

/** Whether an audience hears of this machine; what concerns no machine, only those who hear all. */
export function concerns(audience: Audience, machineId: string | null): boolean {
  if (audience.machineIds.length === 0) return true;
  return machineId !== null && audience.machineIds.includes(machineId);
}

/** Who is listening now: nothing is drawn for a topic that nobody hears. */
export type Audiences = {
  join(audience: Audience): Topic;
  leave(topic: Topic): void;
  all(): Iterable<[Topic, Audience]>;
  /** Sockets in all. */
  count(): number;
};

export function createAudiences(): Audiences {
  const byTopic = new Map<Topic, { audience: Audience; sockets: number }>();
  return {
    join(audience) {
      const topic = topicOf(audience);
      const entry = byTopic.get(topic) ?? { audience, sockets: 0 };
      entry.sockets += 1;
      byTopic.set(topic, entry);
      return topic;
    },
    leave(topic) {
      const entry = byTopic.get(topic);
      if (entry && --entry.sockets === 0) byTopic.delete(topic);
    },
    *all() {
      for (const [topic, { audience }] of byTopic) yield [topic, audience];
    },
    count: () => byTopic.values().reduce((sum, { sockets }) => sum + sockets, 0),
  };
}
