/** Whether a JSON text says U+0000 somewhere: PostgreSQL keeps no text that holds it. */
export function containsNul(json: string): boolean {
  return json.includes("\\u0000") && /(?<!\\)(?:\\\\)*\\u0000/.test(json);
}

/** The beginning of a text, at most so many UTF-16 units, and never half a character: no encoder would take that. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}
