import type { Call } from "./call";
import { MINUTE_MS } from "../time_units";

/** The shapes by which types of calls differ, beside their colours. */
export const PICTOGRAMS = ["box", "check", "wrench", "person", "shield", "hand"] as const;
export type Pictogram = (typeof PICTOGRAMS)[number];

/** The colours, by the names that the style has for them. */
export const CALL_COLOURS = ["blue", "violet", "orange", "teal", "red", "grey"] as const;
export type CallColour = (typeof CALL_COLOURS)[number];

/** A type of help that people call for. Both targets are milliseconds from when the call waits (`waiting_since`). */
export type CallType = {
  id: string;
  /** As people read it; null for the types that Andon has words for. */
  name: string | null;
  pictogram: Pictogram;
  colour: CallColour;
  accept_within_ms: number;
  arrive_within_ms: number;
  /** Causes to choose from, by one tap at the end. */
  causes: readonly string[];
};

const TARGETS = { accept_within_ms: 2 * MINUTE_MS, arrive_within_ms: 5 * MINUTE_MS };

/** The types that there are until somebody sets others. */
export const USUAL_CALL_TYPES: readonly CallType[] = [
  {
    id: "material",
    name: null,
    pictogram: "box",
    colour: "blue",
    ...TARGETS,
    causes: ["missing", "wrong", "damaged", "late"],
  },
  {
    id: "quality",
    name: null,
    pictogram: "check",
    colour: "violet",
    ...TARGETS,
    causes: ["out_of_tolerance", "surface", "first_part", "question"],
  },
  {
    id: "maintenance",
    name: null,
    pictogram: "wrench",
    colour: "orange",
    ...TARGETS,
    causes: ["mechanical", "electrical", "tool", "setting"],
  },
  {
    id: "supervisor",
    name: null,
    pictogram: "person",
    colour: "teal",
    ...TARGETS,
    causes: ["staffing", "decision", "question", "other"],
  },
  {
    id: "safety",
    name: null,
    pictogram: "shield",
    colour: "red",
    ...TARGETS,
    causes: ["injury", "near_miss", "hazard", "leak"],
  },
];

/** A type that is known no more is shown all the same. */
export function typeOf(
  { type }: Pick<Call, "type">,
  types: readonly CallType[] = USUAL_CALL_TYPES,
): CallType {
  return types.find(({ id }) => id === type) ?? { ...UNKNOWN, id: type, name: type };
}

const UNKNOWN = {
  pictogram: "hand",
  colour: "grey",
  accept_within_ms: Infinity,
  arrive_within_ms: Infinity,
  causes: [],
} as const satisfies Omit<CallType, "id" | "name">;
