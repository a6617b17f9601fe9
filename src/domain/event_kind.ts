import { CHANNELS, type EventType } from "./event";

/** Other names under which an event's kind is sent. */
const ALIASES: Record<string, EventType> = {
  anomaly: "anomaly_detected",
  metric_update: "metric_updated",
  training_complete: "training_completed",
  model_updated: "training_completed",
};
const KINDS = new Map<string, EventType>([
  ...Object.keys(CHANNELS).map((type) => [type, type as EventType] as const),
  ...Object.entries(ALIASES),
]);
const BY_CHANNEL = new Map<string, EventType>(
  Object.entries(CHANNELS).map(([type, channel]) => [channel, type as EventType]),
);

/** The kind of the events on a Redis channel. */
export function kindOfChannel(channel: string | undefined): EventType | undefined {
  return channel === undefined ? undefined : BY_CHANNEL.get(channel);
}

/** The kind that a word names: "anomaly_detected", as well as "anomaly.detected" or "AnomalyDetected". */
export function kindNamed(word: unknown): EventType | undefined {
  if (typeof word !== "string") return undefined;
  return KINDS.get(word) ?? KINDS.get(snakeCase(word));
}

function snakeCase(word: string): string {
  return word
    .slice(0, 80)
    .trim()
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replace(/[\s.:/-]+/g, "_")
    .toLowerCase();
}
