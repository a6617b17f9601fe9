import type { MetricUpdated, RecordedEvent } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import { type Page, type PageAudience, concerns } from "../audiences";
import type { Fragment } from "../fragment";

/**
 * Fragments for every audience whom their machine concerns; or, where each audience is shown something else,
 * a function that draws exactly what one of them is to have.
 */
export type Drawn = readonly Fragment[] | ((audience: PageAudience) => readonly Fragment[]);

/**
 * One part of the screens. It notes what happens and draws what has changed: once a process, not once a
 * screen. A new part is a file with its component, a line in `components.ts`, and its test.
 */
export type Component = {
  /** The pages that it is pushed to. */
  pages: readonly Page[];
  /**
   * The fragments of an event itself. Without effect: they are drawn again for a page that has missed the
   * event.
   */
  draw?(event: RecordedEvent): Drawn;
  /** An event is about to be sent; the state of the plant has already taken it in. */
  onEvent?(event: RecordedEvent): void;
  /** A value is newer than what was known. */
  onValue?(value: MetricUpdated): void;
  /** A machine is new, or it was `before` and has been changed. */
  onMachine?(machine: Machine, before: Machine | undefined): void;
  /**
   * The live values that are due. They have a slower pace of their own, so that alarms never wait behind
   * them.
   */
  tick?(audiences: readonly PageAudience[]): Drawn;
  /**
   * Fragments for which something must be fetched; asked for every two seconds while one of its pages is
   * open.
   */
  refresh?(): Promise<Drawn>;
  /** Returns true when `due` has something to draw although no event asks for a frame; asked at each tick. */
  isDue?(): boolean;
  /** Everything else that has changed since the last frame; asked for with each. */
  due?(audiences: readonly PageAudience[]): Drawn;
  /** All that this audience is shown of it now, for a page that catches up. */
  snapshot?(audience: PageAudience): readonly Fragment[];
};

/** Fragments with the pages that they are for. */
export type Batch = { pages: readonly Page[]; drawn: Drawn };

/** The fragments of these batches that an audience is sent, in their order. */
export function fragmentsFor(audience: PageAudience, batches: readonly Batch[]): Fragment[] {
  const fragments: Fragment[] = [];
  for (const { pages, drawn } of batches) {
    if (!pages.includes(audience.page)) continue;
    if (typeof drawn === "function") fragments.push(...drawn(audience));
    else for (const fragment of drawn) if (isFor(audience, fragment)) fragments.push(fragment);
  }
  return fragments;
}

/** Parts of no machine are the plant's own figures: a page that is narrowed to a machine shows them too. */
function isFor(audience: PageAudience, { target, machineId }: Fragment): boolean {
  return (target === "part" && machineId === null) || concerns(audience, machineId);
}
