import type { FormCondition } from "../domain/alarm/rule";
import type { UsedWindow } from "./check";
import type { BinaryOperator, Expression } from "./expression";
import { asked, taken } from "./over_area";
import { ASKING, isWindowFunction, MODE, type WindowFunction, windowKey, windowSeconds } from "./functions";

/** A value, or undefined for no data, which is neither true nor false. */
export type Value = number | string | boolean | undefined;
export type Truth = boolean | undefined;

/** Everything that a rule is judged by: the values of a machine, or of the machines of an area. */
export type Facts = {
  /** The newest good value of a metric; undefined when there is none that still counts. */
  value(metric: string): number | undefined;
  /** The newest known mode in lower case. */
  mode(): string | undefined;
  window(window: UsedWindow, of: WindowFunction): number | undefined;
  /** Whether there is such a series at all. */
  has(metric: string): boolean;
  /** Each machine of the area. */
  machines(): readonly Facts[];
};

type Evaluate = (facts: Facts) => Value;
/** @param isOpen whether its alarm is open, which then ends at another value than it began */
export type Test = (facts: Facts, isOpen: boolean) => Truth;

/** Makes a function of a form. */
export function testForm({ metric, comparison, limit, clears_at = limit }: FormCondition): Test {
  const isSo = COMPARE[comparison];
  // Past its clears-at it is back; on it, it is back as well.
  const isStill = comparison === "above" || comparison === "at_least" ? above : below;
  const hasBand = clears_at !== limit;
  return (facts, isOpen) => {
    const value = facts.value(metric);
    if (value === undefined || !Number.isFinite(value)) return undefined;
    return isOpen && hasBand ? isStill(value, clears_at) : isSo(value, limit);
  };
}

const above = (value: number, limit: number) => value > limit;
const below = (value: number, limit: number) => value < limit;
const COMPARE: Record<FormCondition["comparison"], (value: number, limit: number) => boolean> = {
  above,
  below,
  at_least: (value, limit) => value >= limit,
  at_most: (value, limit) => value <= limit,
};

/** Makes a function of an expression that was checked without a problem. */
export function testExpression(expression: Expression): Test {
  const evaluate = compiled(expression);
  return (facts) => {
    const value = evaluate(facts);
    return typeof value === "boolean" ? value : undefined;
  };
}

function compiled(node: Expression): Evaluate {
  switch (node.kind) {
    case "number":
    case "truth": {
      const { value } = node;
      return () => value;
    }
    case "text": {
      // Modes are compared in any case.
      const value = node.value.toLowerCase();
      return () => value;
    }
    case "name": {
      const { name } = node;
      return name === MODE ? (facts) => facts.mode() : (facts) => finite(facts.value(name));
    }
    case "not": {
      const of = compiled(node.of);
      return (facts) => not(of(facts));
    }
    case "negative": {
      const of = compiled(node.of);
      return (facts) => finite(-(of(facts) as number));
    }
    case "binary":
      return joined(node.operator, compiled(node.left), compiled(node.right));
    case "choice":
      return chosen(compiled(node.condition), compiled(node.yes), compiled(node.no));
    case "call":
      return called(node);
    case "refused":
      return () => undefined;
  }
}

/** Infinity and NaN, as of a division by zero, say nothing. */
const finite = (value: number | undefined) =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
const not = (value: Value) => (value === undefined ? undefined : !value);

/** One side is enough to say that something is false, or true: then the other may be missing. */
function joined(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === "&&" || operator === "||") {
    const decides = operator === "||";
    return (facts) => {
      const first = left(facts);
      if (first === decides) return decides;
      const second = right(facts);
      if (second === decides) return decides;
      return first === undefined || second === undefined ? undefined : !decides;
    };
  }
  const combine = COMBINE[operator];
  return (facts) => {
    const first = left(facts);
    if (first === undefined) return undefined;
    const second = right(facts);
    return second === undefined ? undefined : combine(first as number, second as number);
  };
}

const COMBINE: Record<Exclude<BinaryOperator, "&&" | "||">, (a: number, b: number) => Value> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "+": (a, b) => finite(a + b),
  "-": (a, b) => finite(a - b),
  "*": (a, b) => finite(a * b),
  "/": (a, b) => finite(a / b),
  "%": (a, b) => finite(a % b),
};

function chosen(condition: Evaluate, yes: Evaluate, no: Evaluate): Evaluate {
  return (facts) => {
    const asked = condition(facts);
    if (asked === undefined) return undefined;
    return asked ? yes(facts) : no(facts);
  };
}

function called({ name, args }: Extract<Expression, { kind: "call" }>): Evaluate {
  const [of, span] = args;
  if (of?.kind === "name" && span?.kind === "text" && isWindowFunction(name)) {
    const seconds = windowSeconds(span.value) ?? 0;
    const window = { key: windowKey(of.name, seconds), metric: of.name, seconds };
    return (facts) => finite(facts.window(window, name));
  }
  return of ? overArea(name, compiled(of), namesIn(of)) : () => undefined;
}

function namesIn(node: Expression): string[] {
  switch (node.kind) {
    case "name":
      return node.name === MODE ? [] : [node.name];
    case "not":
    case "negative":
      return namesIn(node.of);
    case "binary":
      return [...namesIn(node.left), ...namesIn(node.right)];
    case "choice":
      return [node.condition, node.yes, node.no].flatMap(namesIn);
    case "call":
      return node.args.flatMap(namesIn);
    default:
      return [];
  }
}

/** Over the machines of an area. One that is missing makes a sum unknown; a machine without that series is none of it. */
function overArea(name: string, of: Evaluate, names: readonly string[]): Evaluate {
  return (facts) => {
    const machines = facts.machines().filter((machine) => names.every(machine.has));
    const values = machines.map((machine) => of(machine));
    return ASKING.has(name) ? asked(name, values as Truth[]) : taken(name, values as (number | undefined)[]);
  };
}
