import { reasonOf } from "./reason";

/** Codes by which TLS says that it does not trust the certificate of the other side. */
const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_\w+|HOSTNAME_MISMATCH)$/;

/** Whether a connection failed because nobody here trusts the server's certificate. */
export function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.test(String((error as { code?: unknown } | null)?.code));
}

/**
 * A server's refusal in a sentence for the operator.
 * @param server such as "Redis at db:6379"; without user or password
 */
export function refusalSentence(server: string, error: unknown): string {
  const said = reasonOf(error);
  return isUntrusted(error)
    ? `the certificate of ${server} is not trusted (${said}): name its authority's file in NODE_EXTRA_CA_CERTS`
    : `${server} refuses it: ${said} (in a password write # as %23, @ as %40, / as %2F)`;
}
