import type { Role } from "../actor";
import {
  createIdentityProvider,
  type IdentityProvider,
  type IdentityProviderSettings,
} from "./identity_provider";
import { roleOf, type RoleMapping } from "./roles";

/** Sign-in by the company's identity provider, and the role that somebody's groups give here. */
export type CompanySignIn = {
  provider: IdentityProvider;
  /** Null: none of the groups may use Andon. */
  roleOf(groups: readonly string[]): Role | null;
};

type Deps = { now(): number; warn(sentence: string): void };

/** Undefined where no identity provider is set. */
export function companySignIn(
  settings: (IdentityProviderSettings & RoleMapping) | undefined,
  deps: Deps,
): CompanySignIn | undefined {
  if (!settings) return undefined;
  return {
    provider: createIdentityProvider({ ...settings, ...deps }),
    roleOf: (groups) => roleOf(groups, settings),
  };
}
