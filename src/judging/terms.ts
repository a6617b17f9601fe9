import { setTimeout } from "node:timers/promises";
import type { Leadership } from "../cluster/leader";
import type { Term } from "./term";

const BEGIN_AGAIN_MS = 1_000;

/** The terms of this server, one after another. */
export type Terms = {
  /** The term under way; undefined while another server leads. */
  current(): Term | undefined;
  /**
   * Resolves when the elections and losses so far have been dealt with.
   * @throws when a term cannot begin and is not retried
   */
  settled(): Promise<void>;
  /** Ends the term under way and resigns. */
  stop(): Promise<void>;
};

type TermsOptions = {
  leadership: Leadership;
  begin(): Promise<Term>;
  onBegun(): void;
  /** A term could not begin. Returns whether it is tried again. */
  onFailure(error: unknown): boolean;
};

/** Begins a term with each election and ends it with its loss, in turn: two terms never overlap. */
export function runTerms({ leadership, begin, onBegun, onFailure }: TermsOptions): Terms {
  let term: Term | undefined;
  let turn = Promise.resolve();

  async function start() {
    while (leadership.isLeader() && !term) {
      try {
        term = await begin();
        onBegun();
      } catch (error) {
        if (!onFailure(error)) throw error;
        await setTimeout(BEGIN_AGAIN_MS);
      }
    }
  }

  async function end(maySave: boolean) {
    const ending = term;
    term = undefined;
    await ending?.end(maySave);
  }

  leadership.run({
    onElected: () => void (turn = turn.then(start)),
    onLost: () => void (turn = turn.then(() => end(false))),
  });

  return {
    current: () => term,
    settled: () => turn,
    async stop() {
      await turn;
      await end(leadership.isLeader());
      await leadership.resign();
    },
  };
}
