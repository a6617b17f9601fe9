import { isolateName } from "../isolate_name";

const minutesOf = (minutes: number) => `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;

const SOURCES = {
  power: "its power",
  counter: "its counter",
  interval: "the energy of each interval,",
};

/** Why an alarm or an alert is. Numbers come formatted, and measured values with their label and unit. */
export const causes = {
  since: (what: string, clock: string) => `${what}; since ${clock}`,
  measured: (label: string, quantity: string) => `${label} ${quantity}`,
  above: (measured: string, distance: string, expected: string) =>
    `${measured}, ${distance} above expected ${expected}`,
  below: (measured: string, distance: string, expected: string) =>
    `${measured}, ${distance} below expected ${expected}`,
  percent: (number: string) => `${number} %`,
  standardDeviations: (number: string) => `${number} sd`,
  unusual: (measured: string) => `${measured}, unusual beside its other values`,
  aboveLimit: (measured: string, limit: string) => `${measured}, above its limit of ${limit}`,
  belowLimit: (measured: string, limit: string) => `${measured}, below its limit of ${limit}`,
  tooFast: (measured: string, limit: string) => `${measured}, changes faster than ${limit} a minute`,
  flat: (measured: string, minutes: number) => `${measured}, has not changed for ${minutesOf(minutes)}`,
  silent: (minutes: number) => `No reading for ${minutesOf(minutes)}`,
  metricSilent: (label: string, minutes: number) => `No value of ${label} for ${minutesOf(minutes)}`,
  fault: (mode: string) => `The machine reports mode ${mode}`,
  implausible: (measured: string) => `${measured} is implausible`,
  /** A rule's form: "Hot press: Temperature 91 °C, above 80 °C". */
  ruleAbove: (name: string, measured: string, limit: string) =>
    `${isolateName(name)}: ${measured}, above ${limit}`,
  ruleAtLeast: (name: string, measured: string, limit: string) =>
    `${isolateName(name)}: ${measured}, at least ${limit}`,
  ruleBelow: (name: string, measured: string, limit: string) =>
    `${isolateName(name)}: ${measured}, below ${limit}`,
  ruleAtMost: (name: string, measured: string, limit: string) =>
    `${isolateName(name)}: ${measured}, at most ${limit}`,
  ruleExpression: (name: string, expression: string) => `${isolateName(name)}: ${isolateName(expression)}`,
  ruleSays: (what: string, says: string) => `${what}. ${isolateName(says)}`,
  ruleDeleted: (what: string) => `${what} (rule deleted: resolve by hand)`,

  usedMore: (energy: string, expected: string) => `Used ${energy} more than the expected ${expected}`,
  usedLess: (energy: string, expected: string) => `Used ${energy} less than the expected ${expected}`,
  worth: (what: string, money: string) => `${what} (${money})`,
  peak: (power: string, limit: string, most: string | null) =>
    `The plant draws ${power}, its limit in peak hours is ${limit}; most by ${isolateName(most ?? "none")}`,
  peakOver: (limit: string) => `The plant keeps its limit of ${limit} again, or peak hours are over`,
  idle: (machine: string, power: string) =>
    `${isolateName(machine)} is idle outside its shift and draws ${power}`,
  idleOver: (machine: string) => `${isolateName(machine)} draws nothing in vain any more`,
  costSoFar: (what: string, energy: string, money: string) => `${what}: ${energy}, ${money} so far`,
  costInAll: (what: string, energy: string, money: string, minutes: number) =>
    `${what}: ${energy}, ${money} in ${minutes} min`,
  energySource: (machine: string, source: "power" | "counter" | "interval", metric: string) =>
    `The energy of ${isolateName(machine)} is read from ${SOURCES[source]} ${isolateName(metric)} from now on; its baseline starts over`,
  accepted: (by: string, machine: string) =>
    `${isolateName(by)} accepted the current behaviour of ${isolateName(machine)} as normal`,
};
