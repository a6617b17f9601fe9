/**
 * An element id from a kind and names that others chose: no two lists of names give the same id, and it needs no
 * escaping in a selector (what is not a letter, digit, "_" or "-" becomes "·hex·"; so does "-" past the first name).
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
