import { intakeOf, nextInbound } from "../../../../src/cluster/inbound_lease";
import type { Step as StepIn } from "../explore";
import { faultsOf, healingOf } from "../outages";
import {
  HOLD_MS,
  type Name,
  type Question,
  type Recording,
  type Said,
  type Server,
  TICK_MS,
  type World,
} from "./world";

type Step = StepIn<World>;

/**
 * How far a world goes: messages published and ticks of the clock. `claims`: whether a server claims the
 * lease for what the holder has not recorded, as it does.
 */
export type Bounds = { messages: number; ticks: number; claims?: boolean };

const NAMES: readonly Name[] = ["A", "B"];
/** A killed server remembers nothing. */
const MEMORYLESS = {
  ...{ question: null, asked: -1, inbox: [], kept: [], recording: [] },
  lease: { until: null, otherAt: null, stopped: false },
};
/** One that does not hear leaves a lease that has run out to those that do for so long. */
const DEAF_WAITS_MS = 2_000;
const SAID_FOR_MS = 2_000;
/** What the holder has not recorded for so long it may not have heard. */
const RECORDS_WITHIN_MS = 4_000;

/** All steps that can happen next, in any order: those of the servers, of the database, and of chance. */
export function stepsOf(world: World, bounds: Bounds): Step[] {
  const steps: Step[] = [];
  for (const name of NAMES) {
    const server = world.servers[name];
    if (server.isUp) steps.push(...inDatabase(name, server));
    if (server.isUp && !server.isFrozen)
      steps.push(...leasing(world, name, server, bounds), ...reading(world, name));
    if (world.faults > 0 && server.isUp)
      steps.push(...faultsOf<Name, World>(name, server, MEMORYLESS, (w) => forget(w, name)));
    steps.push(...healingOf<Name, World>(name, server));
  }
  if (world.published < bounds.messages) steps.push({ name: "a program publishes", take: publish });
  if (world.now < bounds.ticks * TICK_MS) steps.push({ name: "time passes", take: pass });
  return steps;
}

export function pass(world: World) {
  world.now += TICK_MS;
}

function publish(world: World) {
  const message = ++world.published;
  const hearing = NAMES.filter((name) => world.servers[name].isUp && world.servers[name].hasBus);
  for (const name of hearing) world.servers[name].inbox.push(message);
  world.reached.push([...hearing]);
}

/** Requests that have reached the database are done there, whatever has become of their server. */
function inDatabase(name: Name, { question, recording, hasDatabase }: Server): Step[] {
  if (!hasDatabase) return [];
  const steps: Step[] = [];
  if (question && question.answer === undefined)
    steps.push({
      name: `the database hears ${name} ${question.kind} the lease`,
      take: (w) => answer(w, name, w.servers[name].question!),
    });
  recording.forEach(({ outcome }, i) => {
    if (!outcome)
      steps.push({
        name: `the database records for ${name}`,
        take: (w) => record(w, name, w.servers[name].recording[i]!),
      });
  });
  return steps;
}

function answer(world: World, name: Name, question: Question) {
  const { holder, until, now, heard, claimed } = world;
  const isSaid = (said: Said) => said !== null && said.by !== name && said.until > now;
  if (question.kind === "release") {
    if (holder === name) world.until = 0;
    question.answer = "yes";
  } else if (question.kind === "yield")
    question.answer = isSaid(claimed) || (question.isDeaf && isSaid(heard)) ? "yes" : "no";
  else if (holder === null || holder === name || until + (question.isDeaf ? DEAF_WAITS_MS : 0) <= now) {
    if (holder !== name || until <= now) world.holds++;
    Object.assign(world, { holder: name, until: now + HOLD_MS });
    question.answer = "this";
  } else question.answer = until > now ? "other" : "busy";
}

/**
 * Refused once another hold has begun: a statement does not wait that long. What the other has recorded is
 * not replayed.
 */
function record(world: World, name: Name, recording: Recording) {
  if (!recording.isReplay && world.holds !== recording.holds) return void (recording.outcome = "refused");
  const others = world.recorded.filter(({ by }) => by !== name).map(({ message }) => message);
  for (const message of recording.messages) {
    const same = recording.isReplay ? others.indexOf(message) : -1;
    if (same >= 0) others.splice(same, 1);
    else if (!world.recorded.some((known) => known.by === name && known.message === message)) {
      world.recorded.push({ message, by: name });
      announce(world, message);
    }
  }
  recording.outcome = "recorded";
}

function announce({ servers }: World, message: number) {
  for (const { hasBus, isFrozen, kept } of Object.values(servers)) {
    const first = kept.find((each) => !each.isRecorded && each.message === message);
    if (first && hasBus && !isFrozen) first.isRecorded = true;
  }
}

/** Asking for the lease, keeping it, and giving it up. */
function leasing(world: World, name: Name, server: Server, { claims = true }: Bounds): Step[] {
  const { question, asked, hasDatabase, inbox } = server;
  const isHolder = intakeOf(server.lease, world.now) === "this";
  const ask = (kind: Question["kind"]) => (w: World) => {
    const own = w.servers[name];
    own.asked = w.now;
    own.question = { kind, askedAt: w.now, isDeaf: !own.hasBus };
  };
  if (!question)
    return asked < world.now ? [{ name: `${name} asks`, take: ask(isHolder ? "yield" : "take") }] : [];
  // What was delivered before an answer is read before it.
  if (question.answer !== undefined && inbox.length > 0) return [];
  if (question.answer !== undefined)
    return [{ name: `${name} hears ${question.answer}`, take: (w) => hear(w, name, { ask, claims }) }];
  return hasDatabase
    ? []
    : [{ name: `${name} gets no answer`, take: (w) => void (w.servers[name].question = null) }];
}

function hear(
  world: World,
  name: Name,
  { ask, claims }: { ask(kind: Question["kind"]): (world: World) => void; claims: boolean },
) {
  const own = world.servers[name];
  const { kind, askedAt, answer: said } = own.question!;
  own.question = null;
  if (kind === "release" || said === "busy") return;
  if (kind === "yield" && said === "no") return ask("take")(world);
  if (kind === "yield") {
    own.lease = nextInbound(own.lease, { kind: "given_up" }, world.now);
    return ask("release")(world);
  }
  own.lease = nextInbound(
    own.lease,
    said === "this" ? { kind: "taken", askedAt } : { kind: "other" },
    world.now,
  );
  if (said !== "other" || !own.hasBus || !own.hasDatabase) return;
  const mine = { by: name, until: world.now + SAID_FOR_MS };
  world.heard = mine;
  const isLeft = own.kept.some(({ at, isRecorded }) => !isRecorded && world.now - at >= RECORDS_WITHIN_MS);
  if (claims && isLeft) world.claimed = mine;
}

/** Reading what was delivered, and recording it. */
function reading(world: World, name: Name): Step[] {
  const { inbox, kept, recording, hasDatabase, lease } = world.servers[name];
  const steps: Step[] = [];
  const takesIn = intakeOf(lease, world.now) === "this";
  const isReplaying = recording.some(({ isReplay }) => isReplay);
  if (inbox.length > 0)
    steps.push({
      name: `${name} reads a message`,
      take: (w) => read(w, w.servers[name], takesIn && !isReplaying),
    });
  if (takesIn && !isReplaying && kept.some(({ isRecorded }) => !isRecorded))
    steps.push({
      name: `${name} replays what it has kept`,
      take(w) {
        const own = w.servers[name];
        own.recording.push({
          messages: own.kept.map(({ message }) => message),
          isReplay: true,
          holds: w.holds,
        });
        own.kept = [];
      },
    });
  recording.forEach(({ outcome }, i) => {
    if (outcome || !hasDatabase)
      steps.push({
        name: `${name} hears ${outcome ?? "nothing"} of a recording`,
        take: (w) => settle(w, w.servers[name], i),
      });
  });
  return steps;
}

function read({ now, holds }: World, own: Server, mayRecord: boolean) {
  const message = own.inbox.shift()!;
  if (mayRecord && own.kept.length === 0) own.recording.push({ messages: [message], isReplay: false, holds });
  else own.kept.push({ message, at: now, isRecorded: false });
}

/**
 * Without an answer it is not known whether it was recorded: the id of each tells, when it is tried again.
 */
function settle({ now }: World, own: Server, i: number) {
  const [{ messages, outcome }] = own.recording.splice(i, 1) as [Recording];
  if (outcome === "recorded" && own.hasDatabase) return;
  own.kept = [...messages.map((message) => ({ message, at: now, isRecorded: false })), ...own.kept];
}

/** A message that only killed servers have had is owed by nobody. */
function forget(world: World, killed: Name) {
  world.reached = world.reached.map((names) => names.filter((name) => name !== killed));
}
