import { expect, test } from "bun:test";
import { groupsOf, identityOf, leavesGroupsOut } from "../../../src/people/oidc/identity";

const iss = "https://login.example.com";

test.each([
  [{ name: "Ada Lovelace", preferred_username: "ada" }, "Ada Lovelace"],
  [{ name: " ", preferred_username: "ada" }, "ada"],
  [{ name: 7, email: "ada@example.com" }, "ada@example.com"],
  [{}, "1234"],
  [{ name: "Ada\u0000\n  Lovelace" }, "Ada Lovelace"],
  [{ name: "a".repeat(200) }, "a".repeat(80)],
])("%j is called %j", (claims, name) => {
  expect(identityOf({ iss, sub: "1234", ...claims }, "groups")?.name).toBe(name);
});

test.each([undefined, "", 7, "a\u0000b", "a".repeat(256)])("the subject %j is none to keep", (sub) => {
  expect(identityOf({ iss, sub }, "groups")).toBeUndefined();
});

test.each([
  [{ groups: ["a", "b"] }, "groups", ["a", "b"]],
  [{ groups: "a" }, "groups", ["a"]],
  [{ groups: ["a", 7, null, { name: "b" }] }, "groups", ["a"]],
  [{ realm_access: { roles: ["a"] } }, "realm_access.roles", ["a"]],
  [{ "https://example.com/groups": ["a"] }, "https://example.com/groups", ["a"]],
  [{ groups: [] }, "groups", []],
  [{ groups: null }, "groups", undefined],
  [{}, "groups", undefined],
  [{}, "constructor.name", undefined],
  [{ realm_access: "a" }, "realm_access.roles", undefined],
])("the groups of %j by %s are %j", (claims, claim, groups) => {
  expect(groupsOf(claims, claim)).toEqual(groups);
});

test.each([
  [{ _claim_names: { groups: "src1" } }, "groups", true],
  [{ hasgroups: true }, "groups", true],
  [{ hasgroups: true }, "roles", false],
  [{ _claim_names: { groups: "src1" } }, "roles", false],
  [{}, "groups", false],
])("whether %j leaves %s out: %p", (claims, claim, isLeftOut) => {
  expect(leavesGroupsOut(claims, claim)).toBe(isLeftOut);
});
