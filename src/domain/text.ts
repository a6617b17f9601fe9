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

/** Why a text is not taken that is in another encoding, for the end of a sentence: read as UTF-8 it would be mangled. */
export const NOT_UTF8 = "is not UTF-8";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Whether bytes are a text in UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Bytes beyond ASCII, as addresses and forms write them. */
const ESCAPED = /(?:%[89A-F][\dA-F])+/gi;

/** Whether the escaped bytes (%C3%A4) of an address or a form are UTF-8. A lone % is none. */
export function isEscapedUtf8(text: string): boolean {
  return (text.match(ESCAPED) ?? []).every((run) =>
    isUtf8(Uint8Array.from(run.slice(1).split("%"), (byte) => Number.parseInt(byte, 16))),
  );
}
