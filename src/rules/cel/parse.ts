import { type ASTNode, Environment, ParseError } from "@marcbachmann/cel-js";
import {
  type BinaryOperator,
  CALCULATING,
  COMPARING,
  type Expression,
  JOINING,
  type Problem,
  type Span,
} from "../expression";

/** CEL's own parser with our limits: it only reads, and nothing of what it could evaluate is ever used. */
const environment = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: 200, maxDepth: 20, maxListElements: 20, maxMapEntries: 20, maxCallArguments: 4 },
});

/** The name under which `m["ENERGY.Power"]` has the metrics that are no identifiers. */
const METRICS = "m";
const BINARY: ReadonlySet<string> = new Set([...COMPARING, ...CALCULATING, ...JOINING]);
/** The limits of the parser, by their names there. */
const TOO_BIG = { maxAstNodes: "parts", maxDepth: "depth" } as const;
/** How its tokens look that it names by a word. */
const TOKENS: Record<string, string> = {
  RPAREN: ")",
  LPAREN: "(",
  RBRACKET: "]",
  RBRACE: "}",
  COLON: ":",
  IDENTIFIER: "a name",
};

/** Reads an expression in the Common Expression Language (CEL). */
export function parseExpression(text: string): { expression: Expression } | { problem: Problem } {
  try {
    return { expression: expressionOf(environment.parse(text).ast) };
  } catch (error) {
    if (error instanceof ParseError) return { problem: problemOf(error, text) };
    const whole = { start: 0, end: text.length };
    // Its stack, or whatever else a text can do to a parser.
    return { problem: { kind: "refused", what: text.slice(0, 20), ...whole } };
  }
}

function expressionOf(node: ASTNode): Expression {
  const { start, end } = node;
  const span = { start, end };
  const refused = (what: string): Expression => ({ kind: "refused", what, ...span });
  switch (node.op) {
    case "value":
      return literalOf(node.args, span);
    case "id":
      return { kind: "name", name: node.args, ...span };
    case "[]": {
      const [of, key] = node.args;
      const isMetric =
        of.op === "id" && of.args === METRICS && key.op === "value" && typeof key.args === "string";
      return isMetric ? { kind: "name", name: String(key.args), ...span } : refused("[]");
    }
    case "!_":
      return { kind: "not", of: expressionOf(node.args), ...span };
    case "-_":
      return { kind: "negative", of: expressionOf(node.args), ...span };
    case "?:": {
      const [condition, yes, no] = node.args;
      const parts = { condition: expressionOf(condition), yes: expressionOf(yes), no: expressionOf(no) };
      return { kind: "choice", ...parts, ...span };
    }
    case "call": {
      const [name, args] = node.args;
      return { kind: "call", name, args: args.map(expressionOf), ...span };
    }
    case "rcall": {
      // power_kw.avg("5m") is avg(power_kw, "5m").
      const [name, of, args] = node.args;
      return { kind: "call", name, args: [of, ...args].map(expressionOf), ...span };
    }
    default:
      return isBinary(node)
        ? binaryOf(node)
        : refused(node.op === "list" ? "[…]" : node.op === "map" ? "{…}" : node.op);
  }
}

type Binary = Extract<ASTNode, { op: BinaryOperator }>;

const isBinary = (node: ASTNode): node is Binary => BINARY.has(node.op);

function binaryOf({ op, args: [left, right], start, end }: Binary): Expression {
  return { kind: "binary", operator: op, left: expressionOf(left), right: expressionOf(right), start, end };
}

/** All numbers are measured ones: CEL's whole numbers are no sort of their own here. */
function literalOf(value: unknown, span: Span): Expression {
  if (typeof value === "bigint" || typeof value === "number") {
    const number = Number(value);
    if (Number.isFinite(number)) return { kind: "number", value: number, ...span };
  }
  if (typeof value === "string") return { kind: "text", value, ...span };
  if (typeof value === "boolean") return { kind: "truth", value, ...span };
  return { kind: "refused", what: value === null ? "null" : "this value", ...span };
}

function problemOf({ code, summary, range }: ParseError, text: string): Problem {
  const start = Math.min(range?.start ?? 0, text.length);
  const span = { start, end: Math.max(start, Math.min(range?.end ?? start, text.length)) };
  if (code === "limit_exceeded") {
    const limit = Object.entries(TOO_BIG).find(([name]) => summary.includes(name))?.[1];
    return { kind: "too_big", what: limit ?? "list", ...span };
  }
  if (code.startsWith("unterminated") || code === "newline_in_string")
    return { kind: "unterminated", ...span };
  const found = wordAt(text, start);
  const wanted = /^Expected (\w+),/.exec(summary)?.[1];
  return {
    kind: "unexpected",
    found,
    ...(wanted === undefined ? {} : { expected: TOKENS[wanted] ?? wanted.toLowerCase() }),
    start,
    end: start + found.length,
  };
}

/** The word or the sign at a place; "" at the end. */
function wordAt(text: string, start: number): string {
  return /^\s*([\p{L}\p{N}_]+|[<>=!&|]+|.)/u.exec(text.slice(start))?.[1] ?? "";
}
