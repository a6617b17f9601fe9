const BARE = /NaN|Infinity/;
// A string to its end, even if that is the end of the text: so each character is read once. Or a bare number.
const TOKENS = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|NaN|-?Infinity/g;

/**
 * The text with each bare NaN, Infinity and -Infinity outside strings replaced, as Python's `json.dumps`
 * writes them and JSON does not know them; undefined when it holds none.
 * @param put the JSON to put in place of the token
 */
export function replaceBareNumbers(text: string, put: (token: string) => string): string | undefined {
  if (!BARE.test(text)) return undefined;
  return text.replace(TOKENS, (token) => (token.startsWith('"') ? token : put(token)));
}
