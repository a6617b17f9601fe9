import { createHash } from "node:crypto";

const SECRET_BYTES = 32;

/** A secret of 256 random bits, after a word that says what it is for. */
export function newSecret(prefix = ""): string {
  return prefix + Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString("base64url");
}

/** What is stored of a secret: whoever reads the database cannot use it. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
