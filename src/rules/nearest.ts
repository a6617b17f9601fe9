/** A name further away than this share of its length is another name. */
const FAR = 0.5;
/** Longer names are compared by their beginning. */
const COMPARED = 60;

/** The known name that is nearest to one that is not known, by single letters and in any case; undefined when none is near. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const key = keyOf(name);
  let [nearest, least]: [string | undefined, number] = [undefined, Infinity];
  for (const each of known) {
    const other = keyOf(each);
    // A name that begins as it, as "temp" for "temp_c", is near however much it goes on.
    const distance = other.startsWith(key) || key.startsWith(other) ? 0.5 : editDistance(key, other);
    if (distance < least) [nearest, least] = [each, distance];
  }
  return least <= Math.max(1, key.length * FAR) ? nearest : undefined;
}

const keyOf = (name: string) => name.slice(0, COMPARED).toLowerCase();

/** The letters to insert, take out or replace (Levenshtein, 1966). */
function editDistance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + change));
    }
    before = row;
  }
  return before[b.length]!;
}
