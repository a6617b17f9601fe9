/** By machine id: the machines that feed it, directly. */
export type FedBy = ReadonlyMap<string, readonly string[]>;

/** All machines that feed a machine, directly or through others; never itself. */
export function upstreamOf(machineId: string, fedBy: FedBy): Set<string> {
  return reached(machineId, (id) => fedBy.get(id) ?? []);
}

/** All machines that a machine feeds, directly or through others; never itself. */
export function downstreamOf(machineId: string, fedBy: FedBy): Set<string> {
  const feeds = new Map<string, string[]>();
  for (const [id, feeders] of fedBy)
    for (const feeder of feeders) feeds.set(feeder, [...(feeds.get(feeder) ?? []), id]);
  return reached(machineId, (id) => feeds.get(id) ?? []);
}

/** A loop is never stored; should there be one after all, each machine is visited once. */
function reached(from: string, next: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const each of next(id)) {
      if (found.has(each) || each === from) continue;
      found.add(each);
      open.push(each);
    }
  return found;
}

/**
 * The loop through a machine: it, the machines that feed it one after the other, and it again; undefined when there is
 * none.
 */
export function loopThrough(machineId: string, fedBy: FedBy): string[] | undefined {
  const seen = new Set<string>();
  const search = (id: string): string[] | undefined => {
    for (const feeder of fedBy.get(id) ?? []) {
      if (feeder === machineId) return [id, feeder];
      if (seen.has(feeder)) continue;
      seen.add(feeder);
      const rest = search(feeder);
      if (rest) return [id, ...rest];
    }
    return undefined;
  };
  return search(machineId);
}
