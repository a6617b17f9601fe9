import { type InboundState, NOT_TAKEN } from "../../../../src/cluster/inbound_lease";
import { WELL, type Wellness } from "../outages";

/*
 * Two servers that hear what other programs publish, one database that holds the inbound lease and what was
 * recorded. A message is a number; each is delivered once, to every server that is connected.
 */

/** Milliseconds between two readings of the clock: the lease holds for two. */
export const TICK_MS = 2_000;
export const HOLD_MS = 4_000;

export type Name = "A" | "B";

/**
 * Messages on their way into the database, and whether they got there; the answer may never come. `holds`:
 * how many holds there had been when they were sent.
 */
export type Recording = {
  messages: number[];
  isReplay: boolean;
  holds: number;
  outcome?: "recorded" | "refused";
};

/** A question to the database: for the lease, whether the other should have it, or that it may. */
export type Question = {
  kind: "take" | "yield" | "release";
  askedAt: number;
  isDeaf: boolean;
  answer?: "this" | "other" | "busy" | "yes" | "no";
};

export type Server = Wellness & {
  lease: InboundState;
  asked: number;
  question: Question | null;
  /** Delivered and not yet read. */
  inbox: number[];
  /** Read, and kept until some server has recorded them. */
  kept: { message: number; at: number; isRecorded: boolean }[];
  recording: Recording[];
};

export type Said = { by: Name; until: number } | null;

export type World = {
  now: number;
  servers: Record<Name, Server>;
  holder: Name | null;
  until: number;
  holds: number;
  /** Who says that it hears, and who claims the lease for what nobody has recorded; until when. */
  heard: Said;
  claimed: Said;
  recorded: { message: number; by: Name }[];
  published: number;
  /** By message, the servers that it was delivered to and that have been up since. */
  reached: Name[][];
  faults: number;
};

const newServer = (): Server => ({
  ...WELL,
  lease: NOT_TAKEN,
  asked: -1,
  question: null,
  inbox: [],
  kept: [],
  recording: [],
});

/** Both servers are up, nobody has the lease. */
export function newWorld(faults: number): World {
  return {
    ...{
      now: 0,
      holder: null,
      until: 0,
      holds: 0,
      heard: null,
      claimed: null,
      recorded: [],
      published: 0,
      reached: [],
    },
    faults,
    servers: { A: newServer(), B: newServer() },
  };
}
