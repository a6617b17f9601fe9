/** The board: its figures and the headings of its areas. */
export const board = {
  title: "Board",
  kpi: {
    label: "Key figures",
    power: "Plant power",
    energy: "Energy today",
    cost: "Cost today",
    alarms: "Alarms in 10 min",
    alarmsOf: (limit: number) => `limit ${limit}`,
    seen: "Time to display",
    answered: "Time to acknowledge",
  },
  tiles: "Machines",
  noMachines: "No machines yet. Add one and its tile appears here.",
  /** Heads the machines without an area, where others have one. */
  otherMachines: "Other machines",
  unacknowledged: (count: number, worst: string) => `${worst} · ${count} unacknowledged`,
};

/** A machine's tile, its gauge and its trend. */
export const tile = {
  noData: "no data",
  trend: (label: string, range: string) => `${label}, last 15 minutes: ${range}`,
  trendRange: (low: string, high: string) => `${low} to ${high}`,
  trendNone: "no readings",
  inBand: (value: string, low: string, high: string) => `${value}, normal range ${low} to ${high}`,
  noBand: (value: string) => `${value}, normal range not learned yet`,
};
