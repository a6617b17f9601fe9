import type { Role } from "../../people/actor";

/** Somebody who may sign in. Times in epoch milliseconds. */
export type Person = {
  id: string;
  name: string;
  /** Null for who signs in with an identity provider only. */
  login: string | null;
  role: Role;
  is_active: boolean;
  has_password: boolean;
  has_pin: boolean;
  has_badge: boolean;
  /** The identity provider that vouches for them. */
  issuer: string | null;
  created_at: number;
};

export type PersonRow = {
  id: string;
  name: string;
  login: string | null;
  role: Role;
  password: string | null;
  pin: string | null;
  badge: string | null;
  issuer: string | null;
  subject: string | null;
  is_active: number;
  created_at: number;
  erased_at: number | null;
};

/** A person without any hash. */
export function ofRow({ id, name, login, role, issuer, ...row }: PersonRow): Person {
  return {
    ...{ id, name, login, role, issuer },
    is_active: Number(row.is_active) === 1,
    has_password: row.password !== null,
    has_pin: row.pin !== null,
    has_badge: row.badge !== null,
    created_at: Number(row.created_at),
  };
}
