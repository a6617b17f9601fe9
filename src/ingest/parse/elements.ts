import { endOfString, MAX_DEPTH, TOO_DEEP } from "../../domain/json_text";
import { pauseAfter, type Steps } from "../../async/steps";

/** Signs and strings looked at between two pauses. */
const STEP_SIGNS = 256 * 1024;

const [QUOTE, COMMA] = [34, 44];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125];

/** Where each element of an array stands in its text; `wrong` is a sentence. */
export type Elements =
  { kind: "elements"; places: [begin: number, end: number][] } | { kind: "wrong"; wrong: string };

/**
 * Finds the elements in the text of a JSON array without reading them: a body of megabytes is read element by
 * element, so that nothing else waits for the whole of it. Only brackets and strings are looked at: an
 * element that is no JSON is found when it is read.
 * @param most elements, beyond which the search ends
 */
export function* elementsOf(text: string, most: number): Steps<Elements> {
  const places: [number, number][] = [];
  const isPause = pauseAfter(STEP_SIGNS);
  let begin = text.indexOf("[") + 1;
  let depth = 0;
  for (let at = begin; at < text.length && places.length <= most; at++) {
    if (isPause(1)) yield;
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = endOfString(text, at);
    else if (sign === OPEN_OBJECT || sign === OPEN_LIST) {
      // The array itself is the first level.
      if (++depth >= MAX_DEPTH) return { kind: "wrong", wrong: `it ${TOO_DEEP}` };
    } else if (sign === COMMA && depth === 0) {
      places.push([begin, at]);
      begin = at + 1;
    } else if (sign === CLOSE_OBJECT || sign === CLOSE_LIST) {
      if (depth-- > 0) continue;
      if (sign === CLOSE_OBJECT || text.slice(at + 1).trim() !== "")
        return { kind: "wrong", wrong: `there is more behind the end of the array, at character ${at + 2}` };
      if (places.length > 0 || text.slice(begin, at).trim() !== "") places.push([begin, at]);
      return { kind: "elements", places };
    }
  }
  if (places.length > most) return { kind: "elements", places };
  return { kind: "wrong", wrong: `it ends within element ${places.length + 1} of the array` };
}
