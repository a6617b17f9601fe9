const BACKSLASH = 92;

/**
 * The text with each bare NaN, Infinity and -Infinity outside strings replaced, as Python's `json.dumps`
 * writes them and JSON does not know them; undefined when it holds none. Reads each character once.
 * @param put the JSON to put in place of the token
 */
export function replaceBareNumbers(text: string, put: (token: string) => string): string | undefined {
  const nan = finder(text, "NaN");
  const infinity = finder(text, "Infinity");
  const quote = finder(text, '"');
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; ;) {
    const [isNan, isInfinite] = [nan(at), infinity(at)];
    const bare = Math.min(isNan, isInfinite);
    if (bare === Infinity) break;
    if (quote(at) < bare) {
      at = afterString(text, quote(at));
      continue;
    }
    at = bare + (bare === isNan ? "NaN" : "Infinity").length;
    const begin = bare === isInfinite && text[bare - 1] === "-" ? bare - 1 : bare;
    parts.push(text.slice(copied, begin), put(text.slice(begin, at)));
    copied = at;
  }
  return parts.length > 0 ? parts.join("") + text.slice(copied) : undefined;
}

/** Finds the first place of a text from some place on, which may only grow; Infinity: none. */
function finder(text: string, sought: string) {
  let found = -1;
  return (from: number): number => {
    if (found >= from) return found;
    const place = text.indexOf(sought, from);
    return (found = place === -1 ? Infinity : place);
  };
}

/** The place after a string's closing quote, or the end of the text. */
function afterString(text: string, begin: number): number {
  for (let end = text.indexOf('"', begin + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}
