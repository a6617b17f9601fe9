import { inSteps, pauseAfter, type Steps } from "../async/steps";
import { createThrottle } from "../async/throttle";
import { yieldToLoop } from "../async/yield";
import type { Cursor } from "../domain/cursor";
import { recordedAt, type RecordedEvent } from "../domain/event";
import type { Audiences, PageAudience, Topic } from "./audiences";
import { type Batch, fragmentsFor } from "./components/component";
import type { ComponentSet } from "./components/component_set";
import { frame } from "./frame";

/**
 * Between two frames, milliseconds: after a full one longer, for it is the full ones that cost a slow page
 * its time.
 */
const FRAME_EVERY_MS = 35;
const FULL_FRAME_EVERY_MS = 100;
/** Events of a frame that make it a full one. */
const FULL_EVENTS = 5;

/**
 * Audiences, and machines that they are narrowed to, that are framed before the loop turns: some
 * milliseconds.
 */
const WORK_A_SLICE = 120;

/** Gathers fragments and sends them in frames: at once when idle, else when the pace allows. */
export type Outgoing = {
  /** Adds fragments to the next frame, which must still be asked for. */
  add(batches: readonly Batch[]): void;
  /** Adds the fragments of an event, and asks for the frame. */
  addEvent(event: RecordedEvent, batches: readonly Batch[]): void;
  /** Asks for a frame. */
  soon(): void;
  /** Whether added fragments wait for their frame, or some audiences for theirs. */
  isWaiting(): boolean;
  stop(): void;
};

type OutgoingDeps = {
  audiences: Pick<Audiences, "pages">;
  components: Pick<ComponentSet, "due">;
  publish(topic: Topic, message: string): void;
  /** The newest cursor; null when it is not known, and then a page stays where it is. */
  cursor(): Cursor | null;
  /** A frame is about to leave. @param latenciesMs of each event in it, from recorded to sent */
  onFrame(latenciesMs: readonly number[]): void;
  now(): number;
};

export function createOutgoing(deps: OutgoingDeps): Outgoing {
  const { audiences, components, publish, cursor, onFrame, now } = deps;
  let waiting: Batch[] = [];
  let waitingSince: number[] = [];
  let isSending = false;
  let isStopped = false;
  const throttle = createThrottle(send, () => performance.now());

  /** Frames for each audience; pauses when they are many. All end with the cursor of when they began. */
  function* sendFrames(pages: readonly [Topic, PageAudience][], batches: readonly Batch[]): Steps<void> {
    const upTo = cursor();
    const isEnough = pauseAfter(WORK_A_SLICE);
    for (const [topic, audience] of pages) {
      if (isStopped) return;
      const fragments = fragmentsFor(audience, batches);
      if (fragments.length > 0) publish(topic, frame(fragments, upTo));
      if (isEnough(1 + audience.machineIds.length)) yield;
    }
  }

  /** The next frame begins when each audience has been sent this one: none is overtaken. */
  async function sendRest(frames: Steps<void>) {
    isSending = true;
    try {
      await yieldToLoop();
      await inSteps(frames);
    } finally {
      isSending = false;
    }
  }

  /** @returns how long the next frame must wait, milliseconds */
  function send(): number | Promise<number> {
    const pages = [...audiences.pages()];
    const batches = [...waiting, ...components.due(pages.map(([, audience]) => audience))];
    const latenciesMs = waitingSince.map((at) => Math.max(0, now() - at));
    [waiting, waitingSince] = [[], []];
    onFrame(latenciesMs);
    const pause = latenciesMs.length < FULL_EVENTS ? FRAME_EVERY_MS : FULL_FRAME_EVERY_MS;
    const frames = sendFrames(pages, batches);
    return frames.next().done ? pause : sendRest(frames).then(() => pause);
  }

  return {
    add: (batches) => void waiting.push(...batches),
    addEvent(event, batches) {
      waiting.push(...batches);
      waitingSince.push(recordedAt(event));
      throttle.soon();
    },
    soon: throttle.soon,
    isWaiting: () => isSending || waiting.length > 0,
    stop() {
      isStopped = true;
      throttle.stop();
    },
  };
}
