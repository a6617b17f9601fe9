import type { Actor, Role, Scope } from "./actor";

/** Who may look and act without being known (the setting ACCESS). */
export const ACCESS_MODES = ["open", "view", "closed"] as const;
export type Access = (typeof ACCESS_MODES)[number];

/** The kinds of what a request does. */
export const ACTIONS = [
  /** Pages, sockets, reading the API. */
  "look",
  /** The figures of the process, for monitoring. */
  "metrics",
  /** Acknowledge, resolve, false alarm, normal now, shelve. */
  "answer",
  /** The same, by somebody who says with a PIN or badge who they are. */
  "answer_by_pin",
  /** Call for help. */
  "call",
  /** Readings, alarms by hand, detection over a period. */
  "send",
  /** Limits, guidance, metric settings, machines, out of service and maintenance, training, the simulator. */
  "configure",
  /** The site: areas, shifts, tariffs. */
  "settings",
  /** People, devices, tokens. */
  "people",
  /** Reading the audit log. */
  "audit",
  /** One's own sessions and password. */
  "self",
  /** Health, assets, sign-in, pairing: never refused. */
  "public",
] as const;
export type Action = (typeof ACTIONS)[number];

const VIEWER = ["look", "metrics", "self"] as const;
const OPERATOR = [...VIEWER, "answer", "answer_by_pin", "call"] as const;
const ENGINEER = [...OPERATOR, "configure", "send"] as const;

const ROLE_MAY: Record<Role, readonly Action[]> = {
  viewer: VIEWER,
  operator: OPERATOR,
  engineer: ENGINEER,
  administrator: [...ENGINEER, "settings", "people", "audit"],
};

/** A token is no person and has no sessions of its own. */
const SCOPE_MAY: Record<Scope, readonly Action[]> = {
  read: ["look", "metrics"],
  readings: ["send"],
  alarms: ["look", "answer"],
  calls: ["look", "call"],
  configure: ["look", "configure"],
};

/** What ACCESS grants to everybody; somebody known never may less than somebody unknown. */
const EVERYBODY_MAY: Record<Access, readonly Action[]> = {
  open: ACTIONS,
  view: ["look", "answer_by_pin", "call", "public"],
  closed: ["public"],
};

/**
 * Whether somebody may do something under a setting of ACCESS: the one table of permissions. A token makes no tokens, and
 * no people, even where everybody may.
 */
export function isAllowed(actor: Actor, action: Action, access: Access): boolean {
  if (actor.kind === "token" && (action === "people" || action === "answer_by_pin")) return false;
  if (actor.kind === "device" && action === "answer_by_pin") return actor.mayAct;
  return EVERYBODY_MAY[access].includes(action) || ownRights(actor).includes(action);
}

function ownRights(actor: Actor): readonly Action[] {
  switch (actor.kind) {
    case "anonymous":
      return [];
    case "person":
      return ROLE_MAY[actor.role];
    case "token":
      return actor.scopes.flatMap((scope) => SCOPE_MAY[scope]);
    case "device":
      // Whose answer it is says a PIN or badge, never the screen.
      return actor.mayAct ? ["look", "answer_by_pin"] : ["look"];
    case "system":
      return ACTIONS;
  }
}

/** The lowest role that may do something, and the scope of a token that may; undefined where none may. */
export function needed(action: Action): { role: Role | undefined; scope: Scope | undefined } {
  const role = (Object.keys(ROLE_MAY) as Role[]).find((each) => ROLE_MAY[each].includes(action));
  const scope = (Object.keys(SCOPE_MAY) as Scope[]).find((each) => SCOPE_MAY[each].includes(action));
  return { role, scope };
}
