/** Whether a JSON text contains an escaped U+0000, which PostgreSQL cannot store in a text column. */
export function containsNul(json: string): boolean {
  return json.includes("\\u0000") && /(?<!\\)(?:\\\\)*\\u0000/.test(json);
}

/** A text that every database keeps as it is: U+0000 and half of a surrogate pair become U+FFFD. */
export const storable = (text: string) => text.replaceAll("\0", "\ufffd").toWellFormed();

/**
 * The first `most` UTF-16 units of a text, without a half surrogate pair at the end: it could not be encoded.
 */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}

const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** Scripts and signs in which a joiner changes what is read. */
const JOINING =
  "\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\p{M}\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Mong}\\p{sc=Deva}\\p{sc=Beng}" +
  "\\p{sc=Guru}\\p{sc=Gujr}\\p{sc=Orya}\\p{sc=Taml}\\p{sc=Telu}\\p{sc=Knda}\\p{sc=Mlym}\\p{sc=Sinh}\\p{sc=Khmr}\\p{sc=Mymr}";

/**
 * Signs that nobody sees: controls (not U+0000, which is refused), those without a width, and those that turn
 * the direction of what follows. Not joiners and variants where they change what is seen, as in emoji and
 * Persian.
 */
const UNSEEN = new RegExp(
  `(?<=[${JOINING}]|\\p{Extended_Pictographic}\\ufe0f)[\\u200c\\u200d](?=[${JOINING}])|(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]|` +
    "([\\x01-\\x1f\\x7f-\\x9f\\p{Default_Ignorable_Code_Point}])",
  "gu",
);

/**
 * A name as it is compared and kept: composed (NFC), without signs that nobody sees, with each run of blanks,
 * no-break ones too, as one space and none at its ends. So "Ofen\u00a01", "Ofen  1" and "Ofen\u200b 1" are
 * one name: two that look the same on the board would be one machine to whoever reads it.
 */
export function foldName(name: string): string {
  if (PLAIN.test(name)) return name;
  const blank = name.toWellFormed().replace(/[\s\u2800]+/g, " ");
  const seen = blank.replace(UNSEEN, (sign, unseen?: string) => (unseen === undefined ? sign : ""));
  const folded = seen.normalize("NFC").replace(/ +/g, " ").trim();
  // What was left out or composed may have stood between two signs.
  return folded === name ? name : foldName(folded);
}

/**
 * Why a text is not taken that is in another encoding, for the end of a sentence: read as UTF-8 it would be
 * mangled.
 */
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
