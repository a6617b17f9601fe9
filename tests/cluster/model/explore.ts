/** A step that can happen now. It changes the world that it is given. */
export type Step<World> = { name: string; take(world: World): void };

/** A law that must hold in every world; says what is broken, if anything. */
export type Law<World> = (world: World) => string | undefined;

/** A small world of plain JSON, and all that can happen in it next. */
export type Model<World> = {
  first: World;
  steps(world: World): Step<World>[];
  /** What must hold in every world. */
  laws: readonly Law<World>[];
};

type Broken = { law: string; path: string[] };

/** Worlds and steps between them that were seen, and the orders of steps that lead through them. */
export type Explored = { worlds: number; steps: number; orders: bigint; broken?: Broken };

/**
 * Takes every step that can happen in every world that can be reached, each world once, until a law is
 * broken. Orders are counted as the ways from the first world to one of which nothing follows.
 */
export function explore<World>({ first, steps: stepsOf, laws }: Model<World>): Explored {
  const known = new Map<string, bigint>();
  const explored: Explored = { worlds: 0, steps: 0, orders: 0n };
  const path: string[] = [];

  function ordersFrom(world: World, key: string): bigint {
    const before = known.get(key);
    if (before !== undefined) return before;
    // A world that comes back to itself, as after a cut and its end, is no further order.
    known.set(key, 0n);
    explored.worlds++;
    const law = broken(laws, world);
    if (law) explored.broken = { law, path: [...path] };
    let orders = 0n;
    for (const step of stepsOf(world)) {
      if (explored.broken) break;
      explored.steps++;
      orders += follow(step, key);
    }
    if (orders === 0n) orders = 1n;
    known.set(key, orders);
    return orders;
  }

  function follow(step: Step<World>, key: string): bigint {
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

/** How an order ends: everything that was cut is whole again, and what is left to do gets done. */
export type Ending<World> = {
  heal(world: World): void;
  /** Time goes on. */
  pass(world: World): void;
  steps(world: World): Step<World>[];
  laws: readonly Law<World>[];
};

/** Orders of steps taken by chance, and the first law that one of them broke. */
export type Walked = { orders: number; steps: number; broken?: Broken };

/** Steps after which everything that is left to do must be done, and between two of which time goes on. */
const ENDING_STEPS = 2_000;
const STEPS_A_TICK = 10;

/**
 * Takes steps by chance, again and again from the first world, each order to its end.
 * @param chance a number from 0 to 1, without 1
 */
export function walk<World>(
  model: Model<World>,
  ending: Ending<World>,
  { orders, steps, chance }: { orders: number; steps: number; chance(): number },
): Walked {
  const walked: Walked = { orders: 0, steps: 0 };
  const start = JSON.stringify(model.first);
  for (; walked.orders < orders && !walked.broken; walked.orders++) {
    const world = JSON.parse(start) as World;
    const path: string[] = [];
    const take = (some: readonly Step<World>[]) => {
      const step = some[Math.floor(chance() * some.length)];
      if (!step) return;
      step.take(world);
      path.push(step.name);
      walked.steps++;
      const law = broken(model.laws, world);
      if (law) walked.broken = { law, path };
    };
    for (let i = 0; i < steps && !walked.broken; i++) take(model.steps(world));
    ending.heal(world);
    for (let i = 0; !walked.broken; i++) {
      const left = broken(ending.laws, world);
      if (!left) break;
      if (i === ENDING_STEPS) walked.broken = { law: left, path };
      if (i % STEPS_A_TICK === 0) ending.pass(world);
      take(ending.steps(world));
    }
  }
  return walked;
}

function broken<World>(laws: readonly Law<World>[], world: World): string | undefined {
  for (const law of laws) {
    const said = law(world);
    if (said !== undefined) return said;
  }
  return undefined;
}
