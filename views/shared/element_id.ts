/**
 * An element id from a kind and any names. Different names give different ids, and none needs escaping in a
 * selector: characters other than letters, digits, "_" and "-" become "·hex·", and so does "-" after the
 * first name.
 */
export function elementId(kind: string, ...names: string[]): string {
  const [first = "", ...others] = names;
  return [
    kind,
    safe(first, /[^\p{L}\p{N}_-]/gu),
    ...others.map((name) => safe(name, /[^\p{L}\p{N}_]/gu)),
  ].join("-");
}

function safe(name: string, unsafe: RegExp): string {
  return name.replace(unsafe, (character) => `·${character.codePointAt(0)?.toString(16)}·`);
}
