import { expect, test } from "bun:test";
import { BadSettings, ensureAccepted, readConfig } from "../../src/config";

/** The message with which these settings are refused; "" when they are not. */
function refusalOf(settings: Record<string, string>): string {
  try {
    readConfig(settings);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(BadSettings);
    return String(error);
  }
}

/** Addresses with a password as people type it. */
const UNENCODED = [
  ["REDIS_URL", "redis://:geheim#1@redis:6379"],
  ["REDIS_URL", "redis://:1234#geheim@redis:6379"],
  ["REDIS_URL", "redis://andon:1234#geheim@redis:6379"],
  ["REDIS_URL", "rediss://andon:1234/geheim@redis:6379"],
  ["REDIS_URL", "redis://andon:12?geheim@redis:6379"],
  ["REDIS_URL", "redis://:geheim%zz@redis:6379"],
  ["REDIS_URL", "redis://:geheim@redis:port"],
  ["DATABASE_URL", "postgres://andon:geheim#1@db:5432/andon"],
  ["DATABASE_URL", "postgres://andon:ge/heim@db:5432/andon"],
  ["DATABASE_URL", "postgresql://andon:1/geheim@db:5432/andon"],
  ["DATABASE_URL", "postgres://andon:geheim%@db/andon"],
] as const;

test.each(UNENCODED)(
  "%s=%p is refused with how to write it, and its password is not shown",
  (name, value) => {
    const message = refusalOf({ [name]: value });
    expect(message).toContain(`${name}="${value.split(":")[0]}://…": cannot be read`);
    expect(message).toContain("# as %23, @ as %40, / as %2F");
    expect(message).not.toMatch(/geheim|heim|1234/);
  },
);

test.each([
  ["REDIS_URL", "http://:geheim@here", "must look like redis://127.0.0.1:6379"],
  ["REDIS_URL", "redis:geheim@here", "must look like redis://"],
  ["DATABASE_URL", "mysql://root:geheim@here/andon", "must look like sqlite://data/andon.db or postgres://"],
  ["DATABASE_URL", "geheim", "must look like sqlite://"],
  ["DATABASE_URL", "sqlite://", "must look like sqlite://"],
  ["DATABASE_URL", "sqlite://data/andon#1.db", "the path must not contain ?, # or %"],
])("%s=%p is refused without being shown", (name, value, said) => {
  const message = refusalOf({ [name]: value });
  expect(message).toContain(`${name}="`);
  expect(message).toContain(said);
  expect(message).not.toContain("geheim");
});

test.each([
  ["REDIS_URL", "redis://127.0.0.1:6379"],
  ["REDIS_URL", "redis://andon:ge%23h%40e%2Fim%25@redis:6379/2"],
  ["REDIS_URL", "rediss://:secret@redis.example"],
  ["REDIS_URL", "/run/redis/redis.sock"],
  ["DATABASE_URL", "postgres://andon:ge%23heim@db:5432/andon?sslmode=verify-full"],
  ["DATABASE_URL", "postgresql://andon@[::1]/andon"],
  ["DATABASE_URL", "sqlite://:memory:"],
  ["DATABASE_URL", "sqlite:///var/lib/andon/andon.db"],
])("%s=%p is taken", (name, value) => expect(refusalOf({ [name]: value })).toBe(""));

test("services that refuse are named together, in their own words", async () => {
  const say = (word?: string) => Promise.resolve(word);
  const refused = ensureAccepted({ REDIS_URL: say("WRONGPASS"), DATABASE_URL: say("no such user") });
  await expect(refused).rejects.toThrow("  REDIS_URL: WRONGPASS\n  DATABASE_URL: no such user");
  await expect(ensureAccepted({ REDIS_URL: say("WRONGPASS") })).rejects.toThrow(BadSettings);
  await ensureAccepted({ REDIS_URL: say(), DATABASE_URL: say() });
});
