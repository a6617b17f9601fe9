import { describe, expect, test } from "bun:test";
import { readConfig } from "../../src/config";

const GIVEN = {
  OIDC_ISSUER: "https://login.example.com/realms/plant",
  OIDC_CLIENT_ID: "andon",
  OIDC_CLIENT_SECRET: "Pa$$-word/of=andon",
};

test("without its settings there is no identity provider", () => {
  expect(readConfig({}).oidc).toBeUndefined();
});

test("three settings are enough: the rest has the contract's defaults", () => {
  expect(readConfig(GIVEN).oidc).toEqual({
    issuer: "https://login.example.com/realms/plant",
    clientId: "andon",
    clientSecret: "Pa$$-word/of=andon",
    scopes: "openid profile",
    rolesClaim: "groups",
    roles: new Map(),
    defaultRole: "viewer",
  });
});

test.each([
  ["OIDC_ISSUER", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]],
  ["OIDC_CLIENT_SECRET", ["OIDC_ISSUER", "OIDC_CLIENT_ID"]],
] as const)("with %s alone the others are asked for", (name, missing) => {
  expect(() => readConfig({ [name]: GIVEN[name] })).toThrow(`${missing.join(" and ")}: must be given too`);
});

test("roles without a provider are asked for it, instead of being ignored", () => {
  expect(() => readConfig({ OIDC_ROLES: "a=viewer" })).toThrow(
    "OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET",
  );
});

test.each([
  "login.example.com",
  "ftp://login.example.com",
  "https://login.example.com/realms/plant?x=1",
  "https://login.example.com/.well-known/openid-configuration",
  "https://login.microsoftonline.com/common/v2.0",
  "https://login.microsoftonline.com/organizations/v2.0",
])("the issuer %s is refused", (OIDC_ISSUER) => {
  expect(() => readConfig({ ...GIVEN, OIDC_ISSUER })).toThrow("OIDC_ISSUER");
});

test("an issuer by http is taken, for a provider on the same machine", () => {
  expect(readConfig({ ...GIVEN, OIDC_ISSUER: "http://127.0.0.1:9000" }).oidc?.issuer).toBe(
    "http://127.0.0.1:9000",
  );
});

describe("groups and their roles", () => {
  const rolesOf = (OIDC_ROLES: string) => [...(readConfig({ ...GIVEN, OIDC_ROLES }).oidc?.roles ?? [])];

  test.each([
    ["andon-admins=administrator", [["andon-admins", "administrator"]]],
    [
      " Line 2 = operator , /plant/lead=engineer,",
      [
        ["Line 2", "operator"],
        ["/plant/lead", "engineer"],
      ],
    ],
    ["CN=andon%2COU=groups=viewer", [["CN=andon,OU=groups", "viewer"]]],
    ["100%25=viewer", [["100%", "viewer"]]],
  ])("%j", (text, roles) => expect(rolesOf(text)).toEqual(roles as [string, "viewer"][]));

  test.each(["andon-admins=admin", "andon-admins", "=viewer", "a=viewer,b", "100%=viewer"])(
    "%j is refused, with the roles that there are",
    (text) => expect(() => rolesOf(text)).toThrow("viewer, operator, engineer, administrator"),
  );
});

test.each([
  ["none", null],
  ["engineer", "engineer"],
] as const)("the default role %s", (OIDC_DEFAULT_ROLE, role) =>
  expect(readConfig({ ...GIVEN, OIDC_DEFAULT_ROLE }).oidc?.defaultRole).toBe(role),
);

test("nobody becomes administrator by being in no group", () => {
  expect(() => readConfig({ ...GIVEN, OIDC_DEFAULT_ROLE: "administrator" })).toThrow("OIDC_DEFAULT_ROLE");
});

test("scopes begin with openid", () => {
  expect(readConfig({ ...GIVEN, OIDC_SCOPES: "openid profile groups" }).oidc?.scopes).toContain("groups");
  expect(() => readConfig({ ...GIVEN, OIDC_SCOPES: "profile" })).toThrow("OIDC_SCOPES");
});

test("the client's secret is hidden in any text, however it is spelled", () => {
  const { redact } = readConfig(GIVEN);
  for (const spelled of ["Pa$$-word/of=andon", encodeURIComponent("Pa$$-word/of=andon")])
    expect(redact(`client_secret=${spelled}&code=1`)).toBe("client_secret=…&code=1");
});
