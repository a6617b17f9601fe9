import { type AuditAction, subjectOf } from "../../domain/audit/actions";
import { differenceOf } from "../../domain/audit/difference";
import type { By } from "../../people/actor";
import { type AuditChange, byWhom } from "../audit/append";
import type { Person } from "./person_row";

type PersonAction = Extract<AuditAction, `person.${string}` | `session.${string}`>;
type Changed = Pick<AuditChange, "at" | "before" | "after">;

/** The audit entry of a change of a person's account. */
export function personEntry(
  action: PersonAction,
  id: string,
  changed: Changed,
  by: By | undefined,
): AuditChange {
  return { ...byWhom(by), action, subject: subjectOf("person", id), ...changed };
}

/** The entry of a changed account; none when nothing was changed. */
export function changedPerson(before: Person, after: Person, at: number, by: By | undefined): AuditChange[] {
  const difference = differenceOf(before, after);
  return difference ? [personEntry("person.change", after.id, { at, ...difference }, by)] : [];
}
