import { type LeaseEvent, stepLease } from "../../../../src/cluster/leader";
import type { Step as StepIn } from "../explore";
import { faultsOf, healingOf } from "../outages";
import { HOLD_MS, type Name, type Save, type Server, type Term, TICK_MS, type World } from "./world";

/**
 * How far a world goes: readings stored and ticks of the clock; whether its servers also announce.
 * `isFenced`: whether a transaction asserts the term of its work, as it does.
 */
export type Bounds = { readings: number; ticks: number; announces: boolean; isFenced?: boolean };

const NAMES: readonly Name[] = ["A", "B"];
/** A killed server remembers nothing. */
const MEMORYLESS = { lease: { until: null, resigned: false }, question: null, term: null, relaying: null };

type Step = StepIn<World>;

/** All steps that can happen next, in any order: those of the servers, of the database, and of chance. */
export function stepsOf(world: World, bounds: Bounds): Step[] {
  const steps: Step[] = [];
  for (const name of NAMES) {
    const server = world.servers[name];
    if (server.isUp) steps.push(...inDatabase(name, server, bounds));
    if (server.isUp && !server.isFrozen) {
      steps.push(...leading(world, name, server));
      if (bounds.announces) steps.push(...announcing(world, name, server));
    }
    // Where nothing is announced, Redis does not matter.
    const reached = bounds.announces ? server : { ...server, hasBus: false };
    if (world.faults > 0) steps.push(...faultsOf<Name, World>(name, reached, MEMORYLESS));
    steps.push(...healingOf<Name, World>(name, server));
  }
  if (world.stored < bounds.readings)
    steps.push({ name: "a reading is stored", take: (w) => void w.stored++ });
  if (world.now < bounds.ticks * TICK_MS)
    steps.push({ name: "time passes", take: (w) => void (w.now += TICK_MS) });
  return steps;
}

/** Requests that have reached the database are done there, whatever has become of their server. */
function inDatabase(
  name: Name,
  { question, term, hasDatabase }: Server,
  { isFenced = true }: Bounds,
): Step[] {
  const steps: Step[] = [];
  if (!hasDatabase) return steps;
  if (question && question.granted === undefined)
    steps.push({ name: `the lease is asked for by ${name}`, take: (w) => askedFor(w, name) });
  if (term?.save && !term.save.outcome)
    steps.push({
      name: `the transaction of ${name} commits or rolls back`,
      take: (w) => saved(w, name, isFenced),
    });
  return steps;
}

/** Asking for the lease, and judging while it is held. */
function leading(world: World, name: Name, { lease, asked, question, term, hasDatabase }: Server): Step[] {
  const steps: Step[] = [];
  const step = (what: string, take: (own: Server, w: World) => void) =>
    steps.push({ name: `${name} ${what}`, take: (w) => take(w.servers[name], w) });
  if (!question && asked < world.now)
    step("asks for the lease", (own, { now }) => {
      own.asked = now;
      own.question = { askedAt: now };
    });
  if (question && !hasDatabase) step("gets no answer", (own) => void (own.question = null));
  if (question?.granted !== undefined) step("hears of the lease", hearOfLease);
  if (lease.until !== null && world.now >= lease.until)
    step("notices the end of its term", (own, { now }) => moved(own, { kind: "expired" }, now));
  if (lease.until !== null && !term && hasDatabase) step("begins a term", beginTerm);
  if (!term) return steps;
  if (hasDatabase && term.judged < world.stored) step("judges", (own) => void own.term!.judged++);
  if (hasDatabase && !term.save && term.saved < term.judged) step("saves", beginSave);
  if (term.save?.outcome) step("hears of its transaction", hearOfSave);
  if (term.save && !hasDatabase)
    step("hears nothing of its transaction", (own) => void (own.term!.save = null));
  return steps;
}

/**
 * From the outbox to the bus: its own events, and those that the other has left; how long ago is chance here.
 */
function announcing({ events }: World, name: Name, { relaying, hasDatabase, hasBus }: Server): Step[] {
  const steps: Step[] = [];
  const pending = events.filter(({ isAnnounced }) => !isAnnounced).map(({ id }) => id);
  if (!relaying && hasDatabase && hasBus && pending.length > 0)
    steps.push({
      name: `${name} announces`,
      take(w) {
        w.servers[name].relaying = pending;
        // The log drops what it has seen.
        for (const id of pending) if (!w.log.includes(id)) w.log.push(id);
      },
    });
  if (relaying && hasDatabase)
    steps.push({ name: `${name} writes cursors back`, take: (w) => writeBack(w.servers[name], w) });
  return steps;
}

function writeBack(own: Server, { events }: World) {
  for (const event of events) if (own.relaying!.includes(event.id)) event.isAnnounced = true;
  own.relaying = null;
}

function askedFor(world: World, name: Name) {
  const { now, until, holder, granted } = world;
  const isFree = holder === name || until <= now;
  const term = until > now ? granted : granted + 1;
  if (isFree) Object.assign(world, { holder: name, until: now + HOLD_MS, granted: term });
  world.servers[name].question!.granted = isFree ? term : null;
}

function hearOfLease(own: Server, { now }: World) {
  const { askedAt, granted } = own.question!;
  own.question = null;
  const isRefused = granted === null || granted === undefined;
  moved(
    own,
    isRefused ? { kind: "refused" } : { kind: "granted", term: granted, askedAt, holdMs: HOLD_MS },
    now,
  );
}

/** The server's lease after an event; with the end of a term its memory is gone. */
function moved(own: Server, event: LeaseEvent, now: number) {
  const { lease, ends } = stepLease(own.lease, event, now);
  own.lease = lease;
  if (ends) own.term = null;
}

function beginTerm(own: Server, world: World) {
  own.term = {
    id: ++world.terms,
    granted: own.lease.term!,
    judged: world.watermark,
    saved: world.watermark,
    save: null,
  };
}

function beginSave(own: Server) {
  const { saved, judged } = own.term!;
  own.term!.save = { from: saved, to: judged };
}

/**
 * In the transaction the lease is asserted; findings carry ids, so that the same ones again change nothing.
 */
function saved(world: World, name: Name, isFenced: boolean) {
  const { id, granted, save } = world.servers[name].term! as Term & { save: Save };
  const isHeld = world.holder === name && world.until > world.now && (world.granted === granted || !isFenced);
  save.outcome = isHeld ? "committed" : "refused";
  if (save.outcome === "refused") return;
  for (let reading = save.from + 1; reading <= save.to; reading++) {
    const event = { id: `${reading}@${id}`, reading, by: name, isAnnounced: false };
    if (!world.events.some((known) => known.id === event.id)) world.events.push(event);
  }
  world.watermark = save.to;
}

function hearOfSave({ term }: Server) {
  if (term!.save!.outcome === "committed") term!.saved = term!.save!.to;
  term!.save = null;
}
