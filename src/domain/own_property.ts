/** The value of a record's own property. For names from outside, which may be "constructor". */
export function own<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
