const WITHHELD = "(withheld)";
/** The names of fields whose values nobody may read, whoever puts them into an entry. */
const SECRET_NAME =
  /^(pass(word|phrase)?|pins?|badges?|secrets?|tokens?|hash|cookies?|authorization|api_?keys?|client_?secret)$/i;
/** A token of ours, and the user and password in an address. */
const TOKEN = /\bandon_[\w-]{12,}/g;
const USER_INFO = /(:\/\/)[^/\s@"]+@/g;

/** A value for an audit entry without passwords, PINs, tokens and the like, at any depth. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === "string")
    return value.replace(TOKEN, `andon_${WITHHELD}`).replace(USER_INFO, `$1${WITHHELD}@`);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecret(name, inner) ? WITHHELD : withoutSecrets(inner),
    ]),
  );
}

/** Whether it is there at all is no secret. */
const isSecret = (name: string, value: unknown) =>
  SECRET_NAME.test(name) && value !== null && value !== undefined && typeof value !== "boolean";
