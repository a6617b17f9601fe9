import type { Mark, Reading } from "../../domain/machine/reading";
import type { Values } from "./storing_order";

/** A stored instant of a machine. */
export type ReadingRow = {
  at: number;
  mode: string | null;
  metrics: string;
  arrived_at: number | null;
  marked: string | null;
};

/** The values of a row; fields that are null in it are absent. */
export function valuesOfRow({ mode, metrics, arrived_at, marked }: ReadingRow): Values {
  return {
    mode,
    metrics: JSON.parse(metrics) as Reading["metrics"],
    ...(arrived_at === null ? {} : { arrived_at: Number(arrived_at) }),
    ...(marked === null ? {} : { marked: JSON.parse(marked) as Record<string, Mark> }),
  };
}

export function readingOfRow(machine_id: string, row: ReadingRow): Reading {
  return { machine_id, at: Number(row.at), ...valuesOfRow(row) };
}

/** The columns of an instant. Most have neither an arrival nor marked values. */
export function rowOfValues(at: number, { mode, metrics, arrived_at, marked }: Values): ReadingRow {
  return {
    at,
    mode,
    metrics: JSON.stringify(metrics),
    arrived_at: arrived_at ?? null,
    marked: marked ? JSON.stringify(marked) : null,
  };
}
