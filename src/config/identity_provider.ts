import { z } from "zod";
import { type Role, ROLES } from "../people/actor";

/** Entra's issuers that stand for every organisation: whoever has an account anywhere would be let in. */
const EVERYBODY = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\b/i;
const WELL_KNOWN = "/.well-known/";

/** The issuer as the identity provider writes it. */
export const issuer = z.string().transform((text, context) => {
  const problem = problemOf(text);
  if (problem) context.addIssue({ code: "custom", message: problem });
  return text;
});

function problemOf(text: string): string | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    return "must look like https://login.example.com/realms/plant";
  if (text.includes(WELL_KNOWN)) return `must be what stands before ${WELL_KNOWN}openid-configuration`;
  if (EVERYBODY.test(text))
    return "must name your own tenant, like https://login.microsoftonline.com/<id>/v2.0";
  return undefined;
}

/** Scopes that are asked for, with blanks between. */
export const scopes = z
  .string()
  .refine(isOpenId, "must be scopes that begin with openid, like openid profile groups");

function isOpenId(text: string): boolean {
  return /^openid( [\w!#$%&'()*+,./:;<=>?@[\]^`{|}~-]+)*$/.test(text);
}

/** "andon-admins=administrator,line-2=operator"; in the name of a group a comma is %2C and a % is %25. */
export const groupRoles = z.string().transform((text, context) => {
  const roles = new Map<string, Role>();
  for (const entry of text.split(",").map((entry) => entry.trim())) {
    if (entry === "") continue;
    const [, name = "", given = ""] = /^(.+)=([^=]*)$/.exec(entry) ?? [];
    const group = decoded(name.trim());
    const role = ROLES.find((role) => role === given.trim());
    if (group && role) roles.set(group, role);
    else
      context.addIssue({ code: "custom", message: `${JSON.stringify(entry)} is no group=role; ${ALLOWED}` });
  }
  return roles;
});

const ALLOWED = `roles are ${ROLES.join(", ")}`;

function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

/** Of people in none of the groups. Nobody becomes administrator by being in none. */
export const defaultRole = z
  .enum([...ROLES, "none"])
  .exclude(["administrator"])
  .transform((role): Role | null => (role === "none" ? null : role));

const NEEDED = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;

/** The problem of settings of which only a part is given. */
export function partOfOidc(given: Record<string, string | undefined>): string[] {
  const missing = NEEDED.filter((name) => !given[name]);
  if (missing.length === 0 || !Object.keys(given).some((name) => name.startsWith("OIDC_"))) return [];
  const said = missing.length === NEEDED.length ? NEEDED.join(", ") : missing.join(" and ");
  return [`  ${said}: must be given too, for sign-in by an identity provider needs all three`];
}

type OidcEnvironment = {
  OIDC_ISSUER?: string;
  OIDC_CLIENT_ID?: string;
  OIDC_CLIENT_SECRET?: string;
  OIDC_SCOPES: string;
  OIDC_ROLES_CLAIM: string;
  OIDC_ROLES: Map<string, Role>;
  OIDC_DEFAULT_ROLE: Role | null;
};

/** Undefined: nobody signs in by an identity provider. */
export function oidcOf(env: OidcEnvironment) {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) return undefined;
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    scopes: env.OIDC_SCOPES,
    rolesClaim: env.OIDC_ROLES_CLAIM,
    roles: env.OIDC_ROLES,
    defaultRole: env.OIDC_DEFAULT_ROLE,
  };
}
