import { expect, test } from "bun:test";
import type { Role } from "../../../src/people/actor";
import { roleOf } from "../../../src/people/oidc/roles";

const roles = new Map<string, Role>([
  ["andon-admins", "administrator"],
  ["line 2", "operator"],
  ["6f1c1f2e-0d6a-4c1e-9f63-0a2c3d4e5f60", "engineer"],
]);

test.each<[string[], Role]>([
  [["andon-admins"], "administrator"],
  [["everybody", "line 2"], "operator"],
  [["line 2", "6f1c1f2e-0d6a-4c1e-9f63-0a2c3d4e5f60"], "engineer"],
  [["6f1c1f2e-0d6a-4c1e-9f63-0a2c3d4e5f60", "line 2"], "engineer"],
  [["everybody"], "viewer"],
  [["Andon-Admins"], "viewer"],
  [["constructor", "__proto__"], "viewer"],
  [[], "viewer"],
])("%p makes somebody %s", (groups, role) => {
  expect(roleOf(groups, { roles, defaultRole: "viewer" })).toBe(role);
});

test("without a default role who is in no group of the list is refused", () => {
  expect(roleOf(["everybody"], { roles, defaultRole: null })).toBeNull();
  expect(roleOf(["line 2"], { roles, defaultRole: null })).toBe("operator");
});

test("a group may give less than being in none", () => {
  const mapping = { roles: new Map<string, Role>([["guests", "viewer"]]), defaultRole: "operator" as const };
  expect(roleOf(["guests"], mapping)).toBe("viewer");
});
