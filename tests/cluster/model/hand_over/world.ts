import type { LeaseState } from "../../../../src/cluster/leader";
import { WELL, type Wellness } from "../outages";

/*
 * Two servers, one database and one Redis as small plain data: enough for every order in which leadership,
 * judging and announcing can meet, and nothing of what is in a reading.
 */

/**
 * Milliseconds between two readings of the clock: the own term of 4.5 s is over after two, and so is the
 * lease.
 */
export const TICK_MS = 2_500;
/** How long the leader lease holds. */
export const HOLD_MS = 5_000;

export type Name = "A" | "B";

/** A transaction that saves what was judged: on its way, committed, or refused; its answer may never come. */
export type Save = { from: number; to: number; outcome?: "committed" | "refused" };

/** The leader's work in memory: readings judged, and saved as far as this server knows. */
export type Term = { id: number; granted: number; judged: number; saved: number; save: Save | null };

export type Server = Wellness & {
  lease: LeaseState;
  /**
   * When it last asked for the lease; the question that is under way, and the term that the database granted;
   * null: none.
   */
  asked: number;
  question: { askedAt: number; granted?: number | null } | null;
  term: Term | null;
  /** Events that were announced and are not yet written back. */
  relaying: string[] | null;
};

/** An event recorded in the database, by which server, and whether its cursor has been written back. */
export type Event = { id: string; reading: number; by: Name; isAnnounced: boolean };

export type World = {
  now: number;
  servers: Record<Name, Server>;
  /**
   * Rows of the database: who holds the lease until when, and how many terms it has had; readings stored, and
   * judged.
   */
  holder: Name | null;
  until: number;
  granted: number;
  stored: number;
  watermark: number;
  events: Event[];
  /** The ids in the order of the stream that all screens follow. */
  log: string[];
  terms: number;
  /** Faults that may still happen. */
  faults: number;
};

const newServer = (): Server => ({
  ...WELL,
  lease: { until: null, resigned: false },
  asked: -1,
  question: null,
  term: null,
  relaying: null,
});

/** Both servers are up, nobody leads. */
export function newWorld(faults: number): World {
  return {
    ...{
      now: 0,
      holder: null,
      until: 0,
      granted: 0,
      stored: 0,
      watermark: 0,
      events: [],
      log: [],
      terms: 0,
      faults,
    },
    servers: { A: newServer(), B: newServer() },
  };
}
