const AGAIN = "Please sign in again.";

/** What a person reads when the company's identity provider could not sign them in. */
export const identityProvider = {
  away: "The identity provider does not answer. Try again in a minute; accounts of Andon itself still work.",
  misconfigured:
    "Andon and the identity provider do not agree. The reason is in the server log, for an administrator; " +
    "accounts of Andon itself still work.",
  declined: "The identity provider did not let you in: it was cancelled, or you may not use Andon there.",
  unknown: `This browser did not start this sign-in, or has forgotten it. ${AGAIN}`,
  expired: `This sign-in took longer than 10 minutes. ${AGAIN}`,
  spent: `This sign-in has been used already. ${AGAIN}`,
  rejected: `The identity provider's answer is not valid. ${AGAIN} If it stays so, the reason is in the server log.`,
  groupsLeftOut:
    "The identity provider did not say which groups you are in: they are too many. " +
    "An administrator can give you a role there instead of groups.",
  /** For somebody whom an administrator has deactivated. */
  inactive: "Your account is deactivated here. Ask an administrator.",
  noProvider: "No identity provider is set up here: sign in with an account of Andon itself.",
  /** For somebody whom the provider knows, in none of the groups of OIDC_ROLES. */
  noRole: "The identity provider knows you, but none of your groups may use Andon. Ask an administrator.",
};
