/**
 * Deeper than this nothing is read: no message of a factory is, and what walks over a value would stand
 * still.
 */
export const MAX_DEPTH = 64;
/** Why a text is not read that is nested deeper, for the end of a sentence. */
export const TOO_DEEP = `is nested deeper than ${MAX_DEPTH} levels`;
/** Why a text is not taken that is not well-formed, for the end of a sentence. */
export const NOT_WELL_FORMED = "contains half a surrogate pair, which is no character";

const [QUOTE, COMMA, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN, CLOSE] = [34, 44, 91, 92, 93, 123, 125];

/** Whether a JSON text is nested deeper than may be. Reads each character once, and parses nothing. */
export function isTooDeep(json: string): boolean {
  return deeper(json, 0) !== undefined;
}

/**
 * The JSON text with each list and object that lies deeper than may be replaced by null; undefined when there
 * is none.
 */
export function withoutTooDeep(json: string): string | undefined {
  const parts: string[] = [];
  let copied = 0;
  for (let found = deeper(json, 0); found; found = deeper(json, found.end, MAX_DEPTH)) {
    parts.push(json.slice(copied, found.begin), "null");
    copied = found.end;
  }
  return parts.length > 0 ? parts.join("") + json.slice(copied) : undefined;
}

/** The first list or object that begins deeper than may be, from a place on that is itself so deep. */
function deeper(json: string, from: number, level = 0): { begin: number; end: number } | undefined {
  let begin = -1;
  let depth = level;
  for (let at = from; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    if (sign === COMMA) continue;
    if (sign === QUOTE) at = endOfString(json, at);
    else if (sign === OPEN || sign === OPEN_LIST) {
      if (++depth === MAX_DEPTH + 1) begin = at;
    } else if ((sign === CLOSE || sign === CLOSE_LIST) && --depth === MAX_DEPTH && begin >= 0)
      return { begin, end: at + 1 };
  }
  return begin >= 0 ? { begin, end: json.length } : undefined;
}

/** The place of a string's closing quote, or the end of the text. */
export function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === BACKSLASH) at++;
    else if (sign === QUOTE) return at;
  }
  return text.length;
}

/** An escaped backslash, a whole pair, or half of one, in this order: so only the last is caught. */
const HALF_PAIR =
  /\\(?:\\|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2}))/g;
const REPLACEMENT = "\\ufffd";

/** Whether the texts in a JSON text are well-formed: none holds half a surrogate pair, escaped or not. */
export function isWellFormedJson(json: string): boolean {
  return wellFormedJson(json) === json;
}

/** The JSON text with each half of a surrogate pair, escaped or not, replaced by U+FFFD. */
export function wellFormedJson(json: string): string {
  const whole = json.toWellFormed();
  if (!/\\u[dD][89a-fA-F]/.test(whole)) return whole;
  return whole.replace(HALF_PAIR, (escape, half?: string) => (half ? REPLACEMENT : escape));
}
