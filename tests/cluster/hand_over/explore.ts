import { type Bounds, type Step, stepsOf } from "./steps";
import { TICK_MS, type World } from "./world";

/** A law that must hold in every world; says what is broken, if anything. */
export type Law = (world: World) => string | undefined;

/** Worlds and steps between them that were seen, and the orders of steps that lead through them. */
export type Explored = {
  worlds: number;
  steps: number;
  orders: bigint;
  broken?: { law: string; path: string[] };
};

/**
 * Takes every step that can happen in every world that can be reached, each world once, until a law is broken.
 * Orders are counted as the ways from the first world to one of which nothing follows.
 */
export function explore(first: World, bounds: Bounds, laws: readonly Law[]): Explored {
  const known = new Map<string, bigint>();
  const explored: Explored = { worlds: 0, steps: 0, orders: 0n };
  const path: string[] = [];

  function ordersFrom(world: World, key: string): bigint {
    const before = known.get(key);
    if (before !== undefined) return before;
    // A world that comes back to itself, as after a cut and its end, is no further order.
    known.set(key, 0n);
    explored.worlds++;
    const law = laws.map((each) => each(world)).find((each) => each !== undefined);
    if (law) explored.broken = { law, path: [...path] };
    let orders = 0n;
    const steps = explored.broken ? [] : stepsOf(world, bounds);
    for (const step of steps) {
      if (explored.broken) break;
      explored.steps++;
      orders += follow(step, key);
    }
    if (orders === 0n) orders = 1n;
    known.set(key, orders);
    return orders;
  }

  function follow(step: Step, key: string): bigint {
    const world = JSON.parse(key) as World;
    step.take(world);
    path.push(step.name);
    const orders = ordersFrom(world, JSON.stringify(world));
    path.pop();
    return orders;
  }

  explored.orders = ordersFrom(first, JSON.stringify(first));
  return explored;
}

/** Worlds that random orders of steps led to, and the first law that one of them broke. */
export type Walked = { orders: number; steps: number; broken?: { law: string; path: string[] } };

/** Steps after which everything that is left to do must be done. */
const SETTLING_STEPS = 2_000;

/**
 * Takes steps by chance, again and again from the first world, each order to its end: then everything that was
 * cut is whole again, and what is left to do gets done. The laws hold in every world, `atEnd` in the last one.
 * @param chance a number from 0 to 1, without 1
 */
export function walk(
  first: World,
  bounds: Bounds,
  { laws, atEnd }: { laws: readonly Law[]; atEnd: readonly Law[] },
  { orders, steps, chance }: { orders: number; steps: number; chance(): number },
): Walked {
  const walked: Walked = { orders: 0, steps: 0 };
  const start = JSON.stringify(first);
  for (; walked.orders < orders && !walked.broken; walked.orders++) {
    const world = JSON.parse(start) as World;
    const path: string[] = [];
    const broken = (those: readonly Law[]) =>
      those.map((each) => each(world)).find((each) => each !== undefined);
    const take = (some: readonly Step[]) => {
      const step = some[Math.floor(chance() * some.length)];
      if (!step) return;
      step.take(world);
      path.push(step.name);
      walked.steps++;
      const law = broken(laws);
      if (law) walked.broken = { law, path };
    };
    for (let i = 0; i < steps && !walked.broken; i++) take(stepsOf(world, bounds));
    heal(world);
    for (let i = 0; broken(atEnd) && !walked.broken; i++) {
      if (i % 10 === 0) world.now += TICK_MS;
      if (i === SETTLING_STEPS) walked.broken = { law: broken(atEnd)!, path };
      else take(stepsOf(world, { ...bounds, readings: 0, ticks: 0 }));
    }
  }
  return walked;
}

function heal(world: World) {
  world.faults = 0;
  for (const server of Object.values(world.servers))
    Object.assign(server, { isUp: true, isFrozen: false, hasDatabase: true, hasBus: true });
}
