const HIDDEN = "…";
/** A shorter secret hides only where it stands alone: else it would tear the words that hold it apart. */
const LONG_ENOUGH = 6;
/** Names of options of an address that carry a secret. */
const SECRET_OPTION = /pass|pwd|secret|token|key|auth/i;
/** Who signs in to an address: all before the last @, for an unencoded password may have a @ too. */
const SIGN_IN = /^(?:[^/]*:\/\/|\/)?([^]*)@/;

/** Replaces the secrets that it knows, as they are written and in every other spelling, in any text. */
export type Redact = (text: string) => string;

/** @param values of settings that may hold secrets, well-formed or not */
export function redaction(values: readonly string[]): Redact {
  const spellings = [...new Set(values.flatMap(secretsIn).flatMap(spellingsOf))]
    .filter((secret) => secret !== "")
    .toSorted((a, b) => b.length - a.length);
  if (spellings.length === 0) return (text) => text;
  // Regardless of case: %2f is %2F, and a name of a host is written small.
  const pattern = new RegExp(spellings.map(matching).join("|"), "giu");
  return (text) => text.replace(pattern, HIDDEN);
}

/** The secrets that an address of a service holds; of one that cannot be read, all that may be one. */
export function secretsIn(address: string): string[] {
  const signIn = SIGN_IN.exec(address)?.[1] ?? "";
  const colon = signIn.indexOf(":");
  if (colon >= 0) return [signIn, signIn.slice(colon + 1), ...secretOptions(address)];
  // Without a colon: the user, whom PostgreSQL names in its answers; of Redis often a password without its
  // colon.
  const alone = /^postgres/i.test(address) ? [] : [signIn, signIn.split("/").at(-1) ?? ""];
  return [...alone, ...secretOptions(address)];
}

function secretOptions(address: string): string[] {
  const [, query = ""] = /\?([^]*)$/.exec(address) ?? [];
  return query.split(/[&#]/).flatMap((option) => {
    const [, name = "", value = ""] = /^([^=]*)=([^]*)$/.exec(option) ?? [];
    return SECRET_OPTION.test(name) ? [value] : [];
  });
}

function spellingsOf(secret: string): string[] {
  const plain = decoded(secret);
  const form = new URLSearchParams({ s: plain }).toString().slice(2);
  return [secret, plain, encoded(plain), encoded(secret), encodeURI(wellFormed(plain)), form];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const encoded = (text: string) => encodeURIComponent(wellFormed(text));
const wellFormed = (text: string) => text.toWellFormed();

function matching(secret: string): string {
  const escaped = secret.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  return secret.length < LONG_ENOUGH ? `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])` : escaped;
}
