import type { Reading } from "../../domain/machine/reading";
import type { Random } from "../random";

/**
 * A body as a gateway would post it, so long after its newest reading was taken; JSON unless it says
 * otherwise.
 */
export type Message = { afterMs: number; contentType?: string; body: string };

/**
 * What a machine sends, and the truth of it: the good values among it, under the stamps that they were sent
 * with.
 */
export type Said = { messages: Message[]; good: Reading[] };

/** A value that is put in place of a measured one for a single reading. */
export type Glitch = { metric: string; value: number };

/** What a manner knows of its machine. */
export type Speaker = {
  name: string;
  intervalMs: number;
  random: Random;
  /** Whether the machine cannot send at this instant. */
  isAway(at: number): boolean;
  /** The glitch of the reading of this instant. */
  glitchOf(reading: Reading): Glitch | undefined;
};

/** A bad manner: from a plain reading to what such a machine really sends. Readings come oldest first. */
export type Manner = (speaker: Speaker) => (measured: Reading) => Said;

/** Readings in the form of the contract, but for what is changed. */
export type Sent = {
  machine_id: string;
  timestamp: string | number;
  metrics: Record<string, unknown>;
  mode?: string | null;
};

export function sentAs({ machine_id, at, metrics, mode }: Reading, changes: Partial<Sent> = {}): Sent {
  return { machine_id, timestamp: new Date(at).toISOString(), metrics, mode, ...changes };
}

/** A message that arrives at once. */
export function saidAtOnce(sent: Sent | readonly Sent[], good: Reading[]): Said {
  return { messages: [{ afterMs: 0, body: JSON.stringify(sent) }], good };
}

/** A reading without these metrics. */
export function without(reading: Reading, metrics: ReadonlySet<string>): Reading {
  if (metrics.size === 0) return reading;
  const kept = Object.entries(reading.metrics).filter(([metric]) => !metrics.has(metric));
  return { ...reading, metrics: Object.fromEntries(kept) };
}
