import type { Priority, Severity } from "../domain/alarm/alarm";

/** How soon somebody must act on an alarm of this severity. @param onCritical whether its machine is critical */
export function priorityOf(severity: Severity, onCritical: boolean): Priority {
  if (severity === "critical") return onCritical ? 1 : 2;
  return severity === "warning" && onCritical ? 3 : 4;
}
