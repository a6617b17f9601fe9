import type { AuditEntry } from "../../domain/audit/entry";
import type { AuditChange } from "./append";

/** Conditions on entries; those that are absent hold for every entry. */
export type AuditConditions = {
  /** The name or id of who did it, their kind, or the name that they gave. */
  actor?: string;
  action?: string;
  /** One of these subjects. */
  subjects?: readonly string[];
  /** From, and before; epoch milliseconds. */
  from?: number;
  to?: number;
};

export type AuditQuery = AuditConditions & {
  /** Only entries after this one, oldest first; or before this one, newest first. */
  after?: number;
  before?: number;
  limit: number;
};

/** The audit log. */
export type AuditStore = {
  /** Newest first, unless `after` is given. */
  list(query: AuditQuery): Promise<AuditEntry[]>;
  /** Appends a change of something that no database holds. */
  record(change: Omit<AuditChange, "at">): Promise<void>;
};
