type Fields = Readonly<Record<string, unknown>>;

/** The fields that a change has changed, as they were and as they are; undefined when it changed none. */
export function differenceOf<T extends object>(
  before: T,
  after: T,
  but: readonly (keyof T)[] = [],
): { before: Fields; after: Fields } | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) =>
      !(but as readonly string[]).includes(name) && !isSame(valueOf(before, name), valueOf(after, name)),
  );
  if (names.length === 0) return undefined;
  const only = (fields: T) => Object.fromEntries(names.map((name) => [name, valueOf(fields, name)]));
  return { before: only(before), after: only(after) };
}

const valueOf = (fields: object, name: string): unknown => (fields as Fields)[name] ?? null;

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
