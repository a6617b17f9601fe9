/** The beginning of a text, at most so many UTF-16 units, and never half a character: no encoder would take that. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}
