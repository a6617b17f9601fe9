import { ROLES, type Role } from "../actor";

/** Which role the members of a group have. */
export type RoleMapping = {
  /** By the name or the id of the group, as the identity provider sends it. */
  roles: ReadonlyMap<string, Role>;
  /** Of people in none of these groups; null: they are refused. */
  defaultRole: Role | null;
};

/** The highest role that somebody's groups give; null: they may not sign in. */
export function roleOf(groups: readonly string[], { roles, defaultRole }: RoleMapping): Role | null {
  const given = groups.flatMap((group) => roles.get(group) ?? []);
  return ROLES.findLast((role) => given.includes(role)) ?? defaultRole;
}
