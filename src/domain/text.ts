/** Whether a JSON text contains an escaped U+0000, which PostgreSQL cannot store in a text column. */
export function containsNul(json: string): boolean {
  return json.includes("\\u0000") && /(?<!\\)(?:\\\\)*\\u0000/.test(json);
}

/**
 * The first `most` UTF-16 units of a text, without a half surrogate pair at the end: it could not be encoded.
 */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}
