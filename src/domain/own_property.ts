/** The value of a record's own property. For names from outside, which may be "constructor". */
export function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The same of a record of numbers, for less: nothing that a record inherits is a number. */
export function ownNumber(record: Record<string, number>, name: string): number | undefined {
  const value: unknown = record[name];
  return typeof value === "number" ? value : undefined;
}
