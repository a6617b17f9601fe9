import { readLabelled } from "../../../src/detection/evaluation/table";
import { createRandom } from "../../../src/math/random";

/** A run at one reading a second whose current leaps between two rows. */
export function run(rows: number, [from, to]: [number, number]) {
  const chance = createRandom(rows);
  const lines = Array.from({ length: rows }, (_, row) => {
    const odd = row >= from && row < to;
    const time = new Date(row * 1000).toISOString().slice(0, 19);
    return `${time},${(odd ? 9 : 5) + chance()},${2 + chance()},${Number(odd)},0`;
  });
  return ["time,current_a,pressure_bar,anomaly,changepoint", ...lines].join("\n");
}

export const tables = () => [
  readLabelled("a.csv", run(1000, [600, 800]))!,
  readLabelled("b.csv", run(1000, [700, 900]))!,
];
