import { atOnce, type Steps } from "../../async/steps";
import { parseCsv } from "./csv";
import { parseJson } from "./json";
import { parseNdjson } from "./ndjson";
import { quoted } from "../quoted";
import { type Parsed, refuse } from "../row";

const PARSERS: Record<string, (text: string) => Steps<Parsed>> = {
  "application/json": parseJson,
  "application/x-ndjson": parseNdjson,
  "text/csv": parseCsv,
};

/** Parses a body without a pause. */
export const parseReadings = (contentType: string, body: string | Uint8Array): Parsed =>
  atOnce(parseInSteps(contentType, body));

/**
 * Parses a body of readings by its content type. One bad reading costs one row; only a body that
 * cannot be parsed at all is refused whole.
 */
export function* parseInSteps(contentType: string, body: string | Uint8Array): Steps<Parsed> {
  const type = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const parse = PARSERS[type];
  if (!parse) {
    const known = Object.keys(PARSERS).join(", ");
    return refuse(415, `Content-Type ${quoted(type)} is not understood: send one of ${known}`);
  }
  const text = decoded(body);
  return text === undefined ? refuse(400, "The body is not UTF-8") : yield* parse(text);
}

function decoded(body: string | Uint8Array): string | undefined {
  if (typeof body === "string") return body.replace(/^\uFEFF/, "");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
