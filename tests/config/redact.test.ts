import { expect, test } from "bun:test";
import { readConfig } from "../../src/config";
import { redaction } from "../../src/config/redact";

const SECRET = 's3cr3t-xyz/@#%é"\\ ?:';
const ENCODED = encodeURIComponent(SECRET);

const ADDRESSES = [
  `redis://:${ENCODED}@h:6379`,
  `redis://andon:${ENCODED}@h:6379/2`,
  `redis://${ENCODED}@h`,
  `redis://h?password=${ENCODED}`,
  `/run/${ENCODED}@h`,
  `/run/redis.sock?password=${ENCODED}`,
  `postgres://andon:${ENCODED}@h/andon`,
  `postgres://andon@h/andon?user=andon&sslpassword=${ENCODED}`,
  `http://andon:${SECRET}@h`,
] as const;

test.each(ADDRESSES)("the secret of %s is hidden however it is spelled", (address) => {
  const redact = redaction([address]);
  const form = new URLSearchParams({ s: SECRET }).toString();
  const spellings = [address, SECRET, ENCODED, ENCODED.toLowerCase(), SECRET.toUpperCase(), form];
  for (const spelling of spellings) expect(redact(`seen: ${spelling}.`)).not.toMatch(/s3cr3t|xyz/i);
  expect(redact("connect ECONNREFUSED h:6379")).toBe("connect ECONNREFUSED h:6379");
});

test("what is no secret stays: hosts, users of PostgreSQL, words that hold a short password", () => {
  const redact = redaction(["postgres://limited:on@db/andon", ""]);
  expect(redact('user "limited" at db: no connection, password on')).toBe(
    'user "limited" at db: no connection, password …',
  );
  expect(redaction(["sqlite://data/andon.db", "/run/redis.sock"])("ENOENT /run/redis.sock")).toBe(
    "ENOENT /run/redis.sock",
  );
});

test.each([
  ["REDIS_URL", `redis://:${ENCODED}@h`],
  ["DATABASE_URL", `postgres://u:${ENCODED}@h/andon`],
  ["PGPASSWORD", SECRET],
])("the settings that were read hide what %s holds", (name, value) => {
  expect(readConfig({ [name]: value }).redact(`not ${SECRET}, not ${ENCODED}`)).toBe("not …, not …");
});

const source = await Bun.file("src/config.ts").text();
const SETTINGS = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name ?? "");

/** What is meant for one setting, or for none, and stands in another. */
const MISTAKEN = [
  "redis://u:s3cr3t-xyz@h",
  "postgres://u:s3cr3t-xyz@h/andon",
  "https://u:s3cr3t-xyz@h",
  "mysql://root:s3cr3t-xyz@h/andon",
  "s3cr3t-xyz://h",
  "u:s3cr3t-xyz@h",
  "/u:s3cr3t-xyz@h",
  "sqlite://u:s3cr3t-xyz@h/andon",
  "redis://u:12,s3cr3t-xyz@h",
  "redis://u:pa#s3cr3t-xyz@h",
  "redis://u:s3cr3t%2Dxyz@h:port",
  "postgres://u:s3cr3t-xyz@[::1/andon",
  "redis:// u:s3cr3t-xyz@h",
  "password=s3cr3t-xyz",
  "-----BEGIN PRIVATE KEY-----\ns3cr3t-xyz\n-----END PRIVATE KEY-----\n",
];

test("there are settings to try", () => expect(SETTINGS).toContain("TLS_KEY"));

test.each(SETTINGS)("%s is refused without what may be a secret in it", (name) => {
  for (const value of MISTAKEN) {
    const pair = name.startsWith("TLS_") ? { TLS_CERT: "a", TLS_KEY: "a" } : {};
    let said = "";
    try {
      readConfig({ ...pair, [name]: value });
    } catch (error) {
      said = Bun.inspect(error);
    }
    expect(said).not.toMatch(/s3cr3t/i);
  }
});

test.each([
  ["REDIS_URL", "/u:s3cr3t@h"],
  ["DATABASE_URL", "sqlite://u:s3cr3t@h/andon"],
  ["TLS_KEY", "-----BEGIN PRIVATE KEY-----"],
])("%s=%s is no path", (name, value) => {
  expect(() => readConfig({ TLS_CERT: "a", TLS_KEY: "a", [name]: value })).toThrow(/path/);
});
