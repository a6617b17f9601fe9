import { type GuidanceEntry, guidanceKey, type GuidanceScope } from "../../domain/alarm/guidance";
import type { FindGuidance, GuidanceSubject } from "../../domain/alarm/guidance_in_force";
import { MACHINE_TYPES } from "../../domain/machine/machine";

/**
 * Looks guidance up by its nearest scope: a machine's metric (its limit), the machine, the rule, the metric on this type
 * of machines, the metric, the type.
 *
 * @param typeOf the type of a machine, by its id
 */
export function guidanceLookup(
  entries: readonly GuidanceEntry[],
  typeOf: (machineId: string) => string | undefined,
): FindGuidance {
  const byKey = new Map(entries.map((entry) => [guidanceKey(entry.scope), entry]));
  return (subject) => {
    if (byKey.size === 0) return undefined;
    const machine_type = typeOf(subject.machine_id ?? "") ?? subject.machine_type;
    for (const scope of nearestFirst({ ...subject, machine_type })) {
      const entry = byKey.get(guidanceKey(scope));
      if (entry) return entry;
    }
    return undefined;
  };
}

/** The scopes that hold for an alarm, the nearest first. */
export function nearestFirst(subject: GuidanceSubject): GuidanceScope[] {
  const machine_id = subject.machine_id || undefined;
  const metric = subject.metric || undefined;
  const rule = subject.rule || undefined;
  const machine_type = MACHINE_TYPES.find((known) => known === subject.machine_type);
  return [
    ...(machine_id && metric ? [{ machine_id, metric }] : []),
    ...(machine_id ? [{ machine_id }] : []),
    ...(rule ? [{ rule }] : []),
    ...(machine_type && metric ? [{ machine_type, metric }] : []),
    ...(metric ? [{ metric }] : []),
    ...(machine_type ? [{ machine_type }] : []),
  ];
}
