import { type Cursor, compareCursors, parseCursor } from "../../domain/cursor";
import type { AnnouncedEvent } from "../../domain/event";
import type { Page } from "./log";
import { coalesce } from "../../async/coalesce";

type FollowOptions = {
  read(after: Cursor | undefined, limit: number): Promise<Page>;
  event(event: AnnouncedEvent): void;
  gap(from: Cursor, to: Cursor): void;
  /** Something lies in the log that is no event. Told once, and passed over. */
  unreadable?(text: string): void;
  /** Where to begin; without it at the end that the log has when it is first read. */
  from?: Cursor;
};

/** Passes the log on in its order, each event once, whatever the link does. */
export type Follower = {
  /** An event arrived live. False when it is of another log than the one followed: it was not passed on. */
  received(event: AnnouncedEvent): boolean;
  /** The link broke: until `catchUp`, what arrives may have holes. */
  lost(): void;
  /**
   * Reads the log from the last event passed on; the first time only finds its end. Rejects when it cannot be
   * read.
   */
  catchUp(): Promise<void>;
  /** False until caught up after the start or a loss. */
  isLive(): boolean;
  /** The last event passed on, or where the log stood at the start. */
  passed(): Cursor | undefined;
};

/** Events passed on without a pause: each is drawn at once. */
const PAGE_EVENTS = 500;

export function createFollower({ read, event, gap, unreadable, from }: FollowOptions): Follower {
  let passed = from;
  let live = false;
  let losses = 0;
  let arrivedMeanwhile = false;

  function pass(next: AnnouncedEvent): void {
    if (passed && sameEpoch(next.id, passed) && !isAfter(next.id, passed)) return;
    passed = next.id;
    event(next);
  }

  async function readOn(): Promise<Page> {
    const page = await read(passed, PAGE_EVENTS);
    if (passed && page.gap) gap(passed, page.events[0]?.id ?? page.latest);
    if (!passed || (page.gap && page.events.length === 0)) passed = page.latest;
    page.events.forEach(pass);
    page.unreadable?.forEach((text) => unreadable?.(text));
    if (passed && page.upTo && isAfter(page.upTo, passed)) passed = page.upTo;
    return page;
  }

  const catchUp = coalesce(async () => {
    live = false;
    const before = losses;
    let more = true;
    while (more) {
      // Events that arrive while the answer is on its way may lie after it: then the log is read once more.
      arrivedMeanwhile = false;
      more = (await readOn()).more || arrivedMeanwhile;
    }
    live = losses === before;
  });

  return {
    received(next) {
      if (!live) arrivedMeanwhile = true;
      else if (passed && !sameEpoch(next.id, passed)) return false;
      else pass(next);
      return true;
    },
    lost() {
      live = false;
      losses += 1;
    },
    catchUp,
    isLive: () => live,
    passed: () => passed,
  };
}

function sameEpoch(a: Cursor, b: Cursor): boolean {
  return parseCursor(a)?.epoch === parseCursor(b)?.epoch;
}

function isAfter(a: Cursor, b: Cursor): boolean {
  return compareCursors(a, b) > 0;
}
