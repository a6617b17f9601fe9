import { BlockList } from "node:net";
import { z } from "zod";
import { hostNames, publicUrl, withBase } from "./config/served_hosts";
import { defaultRole, groupRoles, issuer, oidcOf, partOfOidc, scopes } from "./config/identity_provider";
import { proxies } from "./config/proxies";
import { redaction } from "./config/redact";
import { currency, hours, siteTexts, timezone } from "./config/site";
import { databaseUrl, redisUrl } from "./config/service_url";
import { ADDRESSES, shown, withoutQuotes } from "./config/shown";
import { filePath } from "./config/tls_file";
import { ACCESS_MODES } from "./people/permissions";

const port = z.coerce.number().int().min(0).max(65_535);
const rate = z.coerce.number().min(0).max(1e6);
const days = z.coerce.number().int().min(1).max(3650);

/** Five cron fields or a name such as @weekly; "off" for never. */
const schedule = z
  .string()
  .refine((text) => {
    try {
      return text === "off" || Boolean(Bun.cron.parse(text));
    } catch {
      return false;
    }
  }, "must be a cron schedule like 0 2 * * 0, or off")
  .transform((text) => (text === "off" ? null : text));

const settings = z.object({
  PORT: port.default(8080),
  HOST: z.string().default("127.0.0.1"),
  REDIS_URL: redisUrl.optional(),
  DATABASE_URL: databaseUrl.default("sqlite://data/andon.db"),
  SIMULATE: z.enum(["on", "off", "rude"]).default("on"),
  BASE_PATH: z
    .string()
    .regex(/^(\/[\w.~-]+)*$/, "must be empty or start with / and not end with it, like /api/analytics")
    .default(""),
  PLANT_NAME: z.string().min(1).max(80).default("Demo Manufacturing Plant"),
  PLANT_TIMEZONE: timezone.default("UTC"),
  TLS_CERT: filePath.optional(),
  TLS_KEY: filePath.optional(),
  TRUST_PROXY: proxies.default(new BlockList()),
  ALLOWED_HOSTS: hostNames.default([]),
  PUBLIC_URL: publicUrl.optional(),
  ACCESS: z.enum(ACCESS_MODES).optional(),
  METRICS_ACCESS: z.enum(["local", "token", "open"]).default("local"),
  OIDC_ISSUER: issuer.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPES: scopes.default("openid profile"),
  OIDC_ROLES_CLAIM: z.string().default("groups"),
  OIDC_ROLES: groupRoles.default(new Map()),
  OIDC_DEFAULT_ROLE: defaultRole.default("viewer"),
  POLL_SECONDS: z.coerce.number().min(1).max(60).default(5),
  RETAIN_READINGS_DAYS: days.default(7),
  RETAIN_EVENTS_DAYS: days.default(365),
  CURRENCY: currency.optional(),
  RETAIN_AUDIT_DAYS: z.coerce.number().int().min(1).max(36_500).default(3650),
  TARIFF_PEAK_RATE: rate.optional(),
  TARIFF_OFFPEAK_RATE: rate.optional(),
  TARIFF_PEAK_HOURS: hours.optional(),
  PEAK_LIMIT_KW: rate.optional(),
  SHIFT_HOURS: hours.optional(),
  RETRAIN_CRON: schedule.default("0 2 * * 0"),
  MAX_SOCKETS: z.coerce.number().int().min(1).max(1_000_000).default(20_000),
  MAX_SOCKETS_PER_ADDRESS: z.coerce.number().int().min(1).max(1_000_000).default(1_000),
  MAX_SERIES_PER_MACHINE: z.coerce.number().int().min(1).max(20_000).default(500),
  MAX_SELECTIONS: z.coerce.number().int().min(1).max(1_000_000).default(3_000),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export type Config = ReturnType<typeof toConfig>;

/** Settings that Andon cannot work with; the message names every one. */
export class BadSettings extends Error {}

/**
 * Reads the settings from an environment. An empty variable counts as unset.
 * @throws {BadSettings} naming every bad value and what is allowed
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const read = settings.safeParse(given);
  const problems = read.success ? [] : read.error.issues.map((issue) => problem(issue, given));
  if (Boolean(given.TLS_CERT) !== Boolean(given.TLS_KEY)) {
    problems.push("  TLS_CERT and TLS_KEY: must be given together, or neither");
  }
  problems.push(...partOfOidc(given));
  if (!read.success || problems.length > 0) throw badSettings(problems);
  return toConfig(read.data, given);
}

/**
 * Ensures that the services which settings name let this server in.
 * @param refusals by the name of the setting, in the words of the service; undefined: it does not refuse
 * @throws {BadSettings} naming every setting that is refused
 */
export async function ensureAccepted(refusals: Record<string, Promise<string | undefined>>): Promise<void> {
  const said = await Promise.all(Object.values(refusals));
  const problems = Object.keys(refusals).flatMap((name, place) =>
    said[place] ? [`  ${name}: ${said[place]}`] : [],
  );
  if (problems.length > 0) throw badSettings(problems);
}

function badSettings(problems: readonly string[]): BadSettings {
  return new BadSettings(`Andon cannot start, these settings are wrong:\n${problems.join("\n")}`);
}

function problem(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = String(issue.path[0]);
  const value = given[name] ?? "";
  const said = shown(name, value);
  return `  ${name}=${JSON.stringify(said)}: ${said === value ? issue.message : withoutQuotes(issue.message)}`;
}

/** PGPASSWORD is read by the driver of PostgreSQL. */
function redactionOf(given: Record<string, string | undefined>) {
  const { PGPASSWORD, OIDC_CLIENT_SECRET } = given;
  const addresses = ADDRESSES.map((name) => given[name] ?? "");
  const secrets = [PGPASSWORD, OIDC_CLIENT_SECRET].filter(Boolean);
  return redaction([...addresses, ...secrets.map((secret) => `:${secret}@`)]);
}

function toConfig(env: z.infer<typeof settings>, given: Record<string, string | undefined>) {
  return {
    /** Hides the secrets of these settings in any text. */
    redact: redactionOf(given),
    port: env.PORT,
    host: env.HOST,
    redisUrl: env.REDIS_URL,
    databaseUrl: env.DATABASE_URL,
    simulate: env.SIMULATE !== "off",
    /** The simulated machines send as bad gateways do. */
    rude: env.SIMULATE === "rude",
    base: env.BASE_PATH,
    plant: { name: env.PLANT_NAME, timezone: env.PLANT_TIMEZONE },
    tls: env.TLS_CERT && env.TLS_KEY ? { cert: env.TLS_CERT, key: env.TLS_KEY } : undefined,
    trustProxy: env.TRUST_PROXY,
    /** Names that are served besides this machine's own. */
    hosts: [...env.ALLOWED_HOSTS, ...(env.PUBLIC_URL ? [new URL(env.PUBLIC_URL).hostname] : [])],
    publicUrl: env.PUBLIC_URL && withBase(env.PUBLIC_URL, env.BASE_PATH),
    /** Who may look and act without signing in; undefined: as src/people/access.ts chooses. */
    access: env.ACCESS,
    /** Something outside leads here, so that a loopback address says nothing of who asks. */
    isPublished: Boolean(given.TRUST_PROXY ?? env.PUBLIC_URL),
    /**
     * Who may read /metrics where not everybody may everything: programs of this machine, tokens only,
     * everybody.
     */
    metricsAccess: env.METRICS_ACCESS,
    /** How people sign in by the company's identity provider. */
    oidc: oidcOf(env),
    pollSeconds: env.POLL_SECONDS,
    retain: {
      readingsDays: env.RETAIN_READINGS_DAYS,
      eventsDays: env.RETAIN_EVENTS_DAYS,
      auditDays: env.RETAIN_AUDIT_DAYS,
    },
    /** Of the site: comes before what people set of it. Rates per kWh, hours by the plant's clock. */
    site: {
      currency: env.CURRENCY,
      peakRate: env.TARIFF_PEAK_RATE,
      offPeakRate: env.TARIFF_OFFPEAK_RATE,
      peakHours: env.TARIFF_PEAK_HOURS,
      /** On working days, Monday to Friday. */
      shiftHours: env.SHIFT_HOURS,
      /** How they were written, for pages that say so. */
      given: siteTexts(given),
    },
    peakLimitKw: env.PEAK_LIMIT_KW,
    /** When baselines are retrained, in plant time. */
    retrainCron: env.RETRAIN_CRON,
    sockets: {
      most: env.MAX_SOCKETS,
      mostPerAddress: env.MAX_SOCKETS_PER_ADDRESS,
      /** Different selections of machines that are watched at once. */
      mostSelections: env.MAX_SELECTIONS,
    },
    /** Most metrics of a machine. */
    maxSeries: env.MAX_SERIES_PER_MACHINE,
    logLevel: env.LOG_LEVEL,
  };
}
