import { readFileSync } from "node:fs";
import { NotStartable } from "../domain/not_startable";
import { reasonOf } from "../domain/reason";

type Where = { port: number; hostname: string; tls?: { cert: string; key: string } };

/**
 * Reads the certificate and its key.
 * @throws {NotStartable} naming the setting; never what it holds, for that may be the key itself
 */
export function readTls({ tls }: Where): { cert: string; key: string } | undefined {
  return tls && { cert: read("TLS_CERT", tls.cert), key: read("TLS_KEY", tls.key) };
}

function read(setting: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new NotStartable(`${setting}: the file that it names cannot be read (${codeOf(error)})`);
  }
}

/** Why nobody can be served there, in a sentence for the operator that names the setting. */
export function listenFailure(error: unknown, { port, hostname, tls }: Where): Error {
  const code = codeOf(error);
  if (code === "EADDRINUSE")
    return new Error(`port ${port} of ${hostname} is taken: stop the program that has it, or set PORT`);
  if (code === "EADDRNOTAVAIL")
    return new Error(`HOST: this machine has no address ${hostname} now; 0.0.0.0 is every address`);
  if (code === "EACCES" || code === "EPERM")
    return new NotStartable(`PORT: this user must not listen on ${port}; choose one from 1024 on`);
  if (code === "EINVAL" || code === "ENOTFOUND")
    return new NotStartable(`HOST: ${hostname} is no address of this machine, and no name of one`);
  if (tls) return new NotStartable(`TLS_CERT and TLS_KEY cannot be used (${code}): ${reasonOf(error)}`);
  return new Error(`cannot listen on port ${port} of ${hostname}: ${reasonOf(error)}`);
}

const codeOf = (error: unknown) => String((error as { code?: unknown } | null)?.code ?? "unknown");
