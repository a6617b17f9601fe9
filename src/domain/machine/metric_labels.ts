import { type Scope, type ScopedSetting } from "./metric_settings";

/**
 * Two metrics that would have one label on some machine, as a sentence; undefined when all are told apart.
 * @param typeOf the type of a machine, by its id
 */
export function clashOf(
  entries: readonly ScopedSetting[],
  typeOf: (machineId: string) => string | undefined,
): string | undefined {
  const named = entries.filter(({ setting }) => setting.label !== undefined);
  for (const [index, one] of named.entries()) {
    const other = named
      .slice(index + 1)
      .find((each) => isSame(one, each) && canMeet(one.scope, each.scope, typeOf));
    if (other)
      return `The label ${JSON.stringify(other.setting.label)} is that of ${one.metric} already: ${other.metric} needs another`;
  }
  return undefined;
}

const isSame = (a: ScopedSetting, b: ScopedSetting) =>
  a.metric !== b.metric && a.setting.label?.toLowerCase() === b.setting.label?.toLowerCase();

/** Whether some machine can be in both scopes. */
function canMeet(a: Scope, b: Scope, typeOf: (machineId: string) => string | undefined): boolean {
  if (a === b || a === "plant" || b === "plant") return true;
  const [machine, other] = a.startsWith("machine:") ? [a, b] : [b, a];
  return machine.startsWith("machine:") && other === `type:${typeOf(machine.slice("machine:".length)) ?? ""}`;
}
