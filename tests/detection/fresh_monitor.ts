import { createMonitor, type Monitor } from "../../src/detection/monitor/monitor";

/** A monitor that knows nothing yet, of machines without limits; its alarms are numbered. */
export function freshMonitor(): Monitor {
  let made = 0;
  return createMonitor({
    machine: () => undefined,
    open: [],
    states: new Map(),
    newId: () => `alarm-${++made}`,
  });
}
