import type { Step } from "./explore";

/** How well a server is, and what it reaches. */
export type Wellness = { isUp: boolean; isFrozen: boolean; hasDatabase: boolean; hasBus: boolean };

type World<Name extends string> = { servers: Record<Name, Wellness>; faults: number };

/** Up, and connected to all. */
export const WELL: Readonly<Wellness> = { isUp: true, isFrozen: false, hasDatabase: true, hasBus: true };

/**
 * The faults that can hit a server now; each is one of those that the world has left.
 * @param killed besides being down: what a killed process leaves of its own memory
 */
export function faultsOf<Name extends string, W extends World<Name>>(
  name: Name,
  { isUp, isFrozen, hasDatabase, hasBus }: Wellness,
  killed: object,
  onKilled: (world: W) => void = () => {},
): Step<W>[] {
  const fault = (what: string, change: object, then = (_: W) => {}): Step<W> => ({
    name: `${name} ${what}`,
    take(world) {
      world.faults--;
      Object.assign(world.servers[name], structuredClone(change));
      then(world);
    },
  });
  if (!isUp) return [];
  return [
    fault("is killed", { ...WELL, isUp: false, ...killed }, onKilled),
    ...(isFrozen ? [] : [fault("is frozen", { isFrozen: true })]),
    ...(hasDatabase ? [fault("loses the database", { hasDatabase: false })] : []),
    ...(hasBus ? [fault("loses Redis", { hasBus: false })] : []),
  ];
}

/** The ends of faults that can come now. */
export function healingOf<Name extends string, W extends World<Name>>(
  name: Name,
  { isUp, isFrozen, hasDatabase, hasBus }: Wellness,
): Step<W>[] {
  const healing = (what: string, change: Partial<Wellness>): Step<W> => ({
    name: `${name} ${what}`,
    take: (world) => void Object.assign(world.servers[name], change),
  });
  return [
    ...(isUp ? [] : [healing("starts again", { isUp: true })]),
    ...(isFrozen ? [healing("goes on", { isFrozen: false })] : []),
    ...(hasDatabase ? [] : [healing("has the database back", { hasDatabase: true })]),
    ...(hasBus ? [] : [healing("has Redis back", { hasBus: true })]),
  ];
}

/** Everything that was cut is whole again; no more faults. */
export function heal<Name extends string>(world: World<Name>) {
  world.faults = 0;
  for (const server of Object.values<Wellness>(world.servers)) Object.assign(server, WELL);
}
