/** Fields that hold the name of who did something. */
const WHO = /^(by|\w+_by|assigned_to)$/;

/**
 * An event without the name of an erased person: where their id stands beside it, and where the same name stands in the
 * same event. Undefined when nothing of them is in it.
 */
export function withoutPerson(event: unknown, personId: string, replacement: string): unknown {
  const names = new Set<string>();
  visit(event, (fields) => {
    for (const [field, value] of Object.entries(fields))
      if (isTheirs(field, value, fields, personId) && value !== replacement) names.add(value);
  });
  if (names.size === 0) return undefined;
  return replaced(event, { personId, names, replacement });
}

function visit(value: unknown, look: (fields: Record<string, unknown>) => void) {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) look(value as Record<string, unknown>);
  for (const inner of Object.values(value)) visit(inner, look);
}

function isTheirs(
  field: string,
  value: unknown,
  fields: Record<string, unknown>,
  id: string,
): value is string {
  return WHO.test(field) && typeof value === "string" && fields[`${field}_id`] === id;
}

type Erased = { personId: string; names: ReadonlySet<string>; replacement: string };

function replaced(value: unknown, erased: Erased): unknown {
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, erased));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(fields).map(([field, inner]) => [field, ownValue(field, inner, fields, erased)]),
  );
}

function ownValue(field: string, value: unknown, fields: Record<string, unknown>, erased: Erased): unknown {
  const { personId, names, replacement } = erased;
  if (typeof value !== "string") return replaced(value, erased);
  // The sentence of an alert names who caused it.
  if (field === "message")
    return [...names].reduce((text, name) => text.replaceAll(name, () => replacement), value);
  const id = fields[`${field}_id`];
  const isOthers = typeof id === "string" && id !== personId;
  return WHO.test(field) && names.has(value) && !isOthers ? replacement : value;
}
