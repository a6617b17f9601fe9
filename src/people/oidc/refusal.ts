import { reasonOf } from "../../domain/reason";
import { cut } from "../../domain/text";
import { isUntrusted } from "../../domain/untrusted";

const DETAIL_AT_MOST = 300;

/** Why a sign-in ends without a person. Its sentences are in the words. */
export const REFUSALS = [
  /** The provider does not answer. */
  "away",
  /** Provider and settings do not agree: an administrator has to mend it. */
  "misconfigured",
  /** The person or the provider said no. */
  "declined",
  /** This browser did not begin the sign-in that comes back. */
  "unknown",
  "expired",
  "spent",
  /** The provider, or the check of its answer, refuses code or token. */
  "rejected",
  "groupsLeftOut",
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** @param detail for the log: it names no code, token or secret */
export type Refused = { refused: Refusal; detail: string };

const DECLINED = new Set([
  "access_denied",
  "account_selection_required",
  "consent_required",
  "interaction_required",
  "login_required",
]);
const AWAY = new Set(["server_error", "temporarily_unavailable"]);
const OTHER_NAME = "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED";
/** Codes of the library for answers that do not belong to the settings. */
const MISCONFIGURED = new Set([
  "OAUTH_HTTP_REQUEST_FORBIDDEN",
  "OAUTH_INVALID_SERVER_METADATA",
  OTHER_NAME,
  "OAUTH_MISSING_SERVER_METADATA",
  "OAUTH_REQUEST_PROTOCOL_FORBIDDEN",
  "OAUTH_WWW_AUTHENTICATE_CHALLENGE",
]);
/** The answer itself cannot be read, such as a proxy's page. */
const UNREADABLE = /^OAUTH_(RESPONSE_IS_NOT_(CONFORM|JSON)|PARSE_ERROR)$/;

/** The errors of the library, by what it says of them. */
type Said = {
  code?: string;
  /** As OAuth names it. */
  error?: string;
  error_description?: string;
  status?: number;
  cause?: unknown;
};

/** Reads an error of the library. Its cause holds codes and tokens, and goes nowhere. */
export function refusalOf(thrown: unknown): Refused {
  const said = (thrown ?? {}) as Said;
  return { refused: kindOf(said), detail: detailOf(said, thrown) };
}

function kindOf({ code, error, status, cause }: Said): Refusal {
  if (error && DECLINED.has(error)) return "declined";
  if (error && AWAY.has(error)) return "away";
  if (error === "invalid_grant") return "rejected";
  if (error) return Number(status) >= 500 ? "away" : "misconfigured";
  if (!code || code === "OAUTH_TIMEOUT" || code === "OAUTH_ABORT" || !code.startsWith("OAUTH_"))
    return "away";
  if (UNREADABLE.test(code)) return isClientError(cause) ? "misconfigured" : "away";
  return MISCONFIGURED.has(code) ? "misconfigured" : "rejected";
}

function isClientError(cause: unknown): boolean {
  const status = (cause as { status?: unknown } | undefined)?.status;
  return typeof status === "number" && status >= 300 && status < 500;
}

function detailOf({ code, error, error_description, cause }: Said, thrown: unknown): string {
  if (error) return cut([error, error_description].filter(Boolean).join(": "), DETAIL_AT_MOST);
  const issuer = issuerOf(code, cause);
  if (issuer !== undefined)
    return cut(`the provider calls itself ${issuer}, unlike OIDC_ISSUER`, DETAIL_AT_MOST);
  const root = cause instanceof Error && !code ? cause : thrown;
  const certificate = isUntrusted(root) ? "its certificate is not trusted, see NODE_EXTRA_CA_CERTS: " : "";
  return cut(certificate + reasonOf(root), DETAIL_AT_MOST);
}

/** The name that a provider gives itself, when it is not the one of the settings. */
function issuerOf(code: string | undefined, cause: unknown): string | undefined {
  const { body } = (cause ?? {}) as { body?: { issuer?: unknown } };
  const isOther = code === OTHER_NAME && typeof body?.issuer === "string";
  return isOther ? String(body.issuer) : undefined;
}
