/** Who asks, as the door knows it. */
export const ROLES = ["viewer", "operator", "engineer", "administrator"] as const;
export type Role = (typeof ROLES)[number];
export type Scope = "read" | "readings" | "alarms" | "calls" | "configure";
export type Actor =
  | { kind: "anonymous" } // what ACCESS grants it is said by permissions.ts
  | { kind: "person"; id: string; name: string; role: Role } // session, or PIN/badge for one answer
  | { kind: "token"; id: string; name: string; scopes: readonly Scope[] }
  | { kind: "device"; id: string; name: string; mayAct: boolean } // a paired screen
  | { kind: "system"; name: string }; // command line, start, housekeeping
