export const ROLES = ["viewer", "operator", "engineer", "administrator"] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = ["read", "readings", "alarms", "calls", "configure"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, as the door knows it. */
export type Actor =
  /** Nobody is known; what ACCESS grants them is said by the permissions. */
  | { kind: "anonymous" }
  /** Signed in, or named by a PIN or badge for one answer. */
  | { kind: "person"; id: string; name: string; role: Role }
  | { kind: "token"; id: string; name: string; scopes: readonly Scope[] }
  /** A paired screen. */
  | { kind: "device"; id: string; name: string; mayAct: boolean }
  /** The command line, the start, the housekeeping. */
  | { kind: "system"; name: string };

export const ANONYMOUS: Actor = { kind: "anonymous" };

/** Who made a change, and from which address. A change without one was made by the system. */
export type By = { actor: Actor; address: string | null };
