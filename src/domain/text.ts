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

const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * A name as it is compared and kept: composed (NFC), with each run of blanks, no-break ones too, as one space
 * and none at its ends. So "Ofen\u00a01" and "Ofen  1" are one name.
 */
export function foldName(name: string): string {
  return PLAIN.test(name) ? name : name.toWellFormed().normalize("NFC").replace(/\s+/g, " ").trim();
}
