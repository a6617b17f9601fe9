/** A part of an expression's text: characters from `start`, and before `end`. */
export type Span = { start: number; end: number };

export const COMPARING = ["<", "<=", ">", ">=", "==", "!="] as const;
export const CALCULATING = ["+", "-", "*", "/", "%"] as const;
export const JOINING = ["&&", "||"] as const;
export type BinaryOperator =
  (typeof COMPARING)[number] | (typeof CALCULATING)[number] | (typeof JOINING)[number];

/** An expression as a tree, whichever library has read it. `refused` is whatever else its language has. */
export type Expression = Span &
  (
    | { kind: "number"; value: number }
    | { kind: "text"; value: string }
    | { kind: "truth"; value: boolean }
    | { kind: "name"; name: string }
    | { kind: "not" | "negative"; of: Expression }
    | { kind: "binary"; operator: BinaryOperator; left: Expression; right: Expression }
    | { kind: "choice"; condition: Expression; yes: Expression; no: Expression }
    | { kind: "call"; name: string; args: readonly Expression[] }
    | { kind: "refused"; what: string }
  );

/** What a part of an expression is worth. */
export type Sort = "number" | "truth" | "text";

/** Why an expression is none that can be judged, as a kind and its values: `src/words/en/rules.ts` words it. */
export type Problem = Span &
  (
    | { kind: "unexpected"; found: string; expected?: string }
    | { kind: "unterminated" }
    | { kind: "too_big"; what: "parts" | "depth" | "list" }
    | { kind: "refused"; what: string }
    | { kind: "unknown_metric"; name: string; nearest?: string }
    | { kind: "unknown_function"; name: string; nearest?: string }
    | { kind: "arguments"; name: string }
    | { kind: "window"; found: string }
    | { kind: "sort"; wanted: Sort | "same"; found: Sort }
    /** Values of one machine beside sums over an area, or sums in a rule about single machines. */
    | { kind: "of_one_machine"; name: string }
    | { kind: "no_area"; name: string }
    | { kind: "too_many_windows"; most: number }
    | { kind: "constant" }
  );

/** The line and the column of a place in a text, both from 1. */
export function placeOf(text: string, start: number): { line: number; column: number } {
  const before = text.slice(0, start);
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
