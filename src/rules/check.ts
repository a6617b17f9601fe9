import { CALCULATING, COMPARING, type Expression, type Problem, type Sort, type Span } from "./expression";
import {
  AREA_FUNCTIONS,
  ASKING,
  isAreaFunction,
  isWindowFunction,
  MODE,
  WINDOW_FUNCTIONS,
  windowKey,
  windowSeconds,
} from "./functions";
import { nearestName } from "./nearest";

const WINDOWS_AT_MOST = 8;
const CALCULATES: ReadonlySet<string> = new Set(CALCULATING);
const ORDERS: ReadonlySet<string> = new Set(COMPARING.slice(0, 4));
const EQUATES: ReadonlySet<string> = new Set(COMPARING.slice(4));

/** A window over one metric. */
export type UsedWindow = { key: string; metric: string; seconds: number };
/** What an expression asks for. */
export type Uses = {
  /** In the order of their first use, without `mode`. */
  metrics: string[];
  windows: UsedWindow[];
  usesMode: boolean;
  /** It is about the machines of an area together. */
  isOfArea: boolean;
};

/** @param metrics the known names; undefined: any name is one */
export type Against = { metrics: ReadonlySet<string> | undefined; hasArea: boolean };

/** Checks an expression before it may be a rule: its names, the sorts of its parts, and that nothing in it is refused. */
export function checkExpression(root: Expression, against: Against): { uses: Uses; problems: Problem[] } {
  const checker = new Checker(against);
  const sort = checker.sortOf(root, false);
  const { uses, problems } = checker;
  if (sort !== undefined && sort !== "truth")
    checker.says(root, { kind: "sort", wanted: "truth", found: sort });
  if (problems.length === 0 && uses.metrics.length === 0 && !uses.usesMode)
    checker.says(root, { kind: "constant" });
  if (uses.windows.length > WINDOWS_AT_MOST)
    checker.says(root, { kind: "too_many_windows", most: WINDOWS_AT_MOST });
  if (uses.isOfArea && checker.ofOne)
    checker.says(checker.ofOne, { kind: "of_one_machine", name: checker.ofOne.name });
  return { uses, problems: problems.toSorted((a, b) => a.start - b.start) };
}

/** A metric that no machine sends, with the one that was meant. */
export function unknownMetric(name: string, metrics: ReadonlySet<string>): Problem {
  const nearest = nearestName(name, metrics);
  const span = { start: 0, end: name.length };
  return { kind: "unknown_metric", name, ...(nearest === undefined ? {} : { nearest }), ...span };
}

type Said<T> = T extends Problem ? Omit<T, keyof Span> : never;

/** Lives for one expression. */
class Checker {
  readonly problems: Problem[] = [];
  readonly uses: Uses = { metrics: [], windows: [], usesMode: false, isOfArea: false };
  /** A value of one machine outside of everything that is taken over an area. */
  ofOne: (Span & { name: string }) | undefined;

  constructor(private readonly against: Against) {}

  says({ start, end }: Span, problem: Said<Problem>) {
    this.problems.push({ ...problem, start, end });
  }

  /** Undefined where a part of it is refused already. @param inArea within what is taken over an area */
  sortOf(node: Expression, inArea: boolean): Sort | undefined {
    switch (node.kind) {
      case "number":
      case "text":
      case "truth":
        return node.kind;
      case "name":
        return this.nameSort(node, inArea);
      case "not":
        return this.wants(node.of, "truth", inArea);
      case "negative":
        return this.wants(node.of, "number", inArea);
      case "binary":
        return this.binarySort(node, inArea);
      case "choice": {
        this.wants(node.condition, "truth", inArea);
        return this.same(node.yes, node.no, inArea);
      }
      case "call":
        return this.callSort(node, inArea);
      case "refused":
        this.says(node, { kind: "refused", what: node.what });
    }
    return undefined;
  }

  private wants(node: Expression, wanted: Sort, inArea: boolean): Sort | undefined {
    const found = this.sortOf(node, inArea);
    if (found === undefined) return undefined;
    if (found !== wanted) this.says(node, { kind: "sort", wanted, found });
    return wanted;
  }

  private same(left: Expression, right: Expression, inArea: boolean): Sort | undefined {
    const sorts = [this.sortOf(left, inArea), this.sortOf(right, inArea)] as const;
    const [first, second] = sorts;
    if (first === undefined || second === undefined) return undefined;
    if (first !== second) this.says(right, { kind: "sort", wanted: first, found: second });
    return first;
  }

  private binarySort(node: Extract<Expression, { kind: "binary" }>, inArea: boolean): Sort | undefined {
    const { operator, left, right } = node;
    if (EQUATES.has(operator)) {
      this.same(left, right, inArea);
      return "truth";
    }
    const wanted = CALCULATES.has(operator) || ORDERS.has(operator) ? "number" : "truth";
    this.wants(left, wanted, inArea);
    this.wants(right, wanted, inArea);
    return CALCULATES.has(operator) ? "number" : "truth";
  }

  private nameSort(node: Span & { name: string }, inArea: boolean): Sort | undefined {
    const { name } = node;
    if (!inArea) this.ofOne ??= node;
    if (name === MODE) {
      this.uses.usesMode = true;
      return "text";
    }
    const { metrics } = this.against;
    if (metrics && !metrics.has(name)) {
      const { start, end } = node;
      this.problems.push({ ...unknownMetric(name, metrics), start, end });
      return undefined;
    }
    if (!this.uses.metrics.includes(name)) this.uses.metrics.push(name);
    return "number";
  }

  private callSort(node: Extract<Expression, { kind: "call" }>, inArea: boolean): Sort | undefined {
    const { name, args } = node;
    if (isWindowFunction(name) && args.length === 2) return this.windowSort(node, inArea);
    if (isAreaFunction(name) && args.length === 1) return this.areaSort(node, inArea);
    if (isWindowFunction(name) || isAreaFunction(name)) this.says(node, { kind: "arguments", name });
    else {
      const nearest = nearestName(name, [...WINDOW_FUNCTIONS, ...AREA_FUNCTIONS]);
      this.says(node, { kind: "unknown_function", name, ...(nearest === undefined ? {} : { nearest }) });
    }
    return undefined;
  }

  private windowSort(node: Extract<Expression, { kind: "call" }>, inArea: boolean): Sort | undefined {
    const [of, span] = node.args;
    if (of?.kind !== "name" || of.name === MODE || span?.kind !== "text") {
      this.says(node, { kind: "arguments", name: node.name });
      return undefined;
    }
    const seconds = windowSeconds(span.value);
    if (seconds === undefined) this.says(span, { kind: "window", found: span.value });
    // What a machine remembers of a span is kept for its own rules.
    if (inArea) this.says(node, { kind: "of_one_machine", name: node.name });
    const sort = this.nameSort(of, inArea);
    const { windows } = this.uses;
    const isKnown = windows.some((known) => known.metric === of.name && known.seconds === seconds);
    if (seconds !== undefined && !isKnown)
      windows.push({ key: windowKey(of.name, seconds), metric: of.name, seconds });
    return sort && "number";
  }

  private areaSort(node: Extract<Expression, { kind: "call" }>, inArea: boolean): Sort | undefined {
    const { name, args } = node;
    const isAsking = ASKING.has(name);
    if (inArea) this.says(node, { kind: "refused", what: `${name}()` });
    if (!this.against.hasArea) this.says(node, { kind: "no_area", name });
    this.uses.isOfArea = true;
    this.wants(args[0]!, isAsking ? "truth" : "number", true);
    return name === "any" || name === "all" ? "truth" : "number";
  }
}
