import { format } from "node:util";
import pino, { type Logger } from "pino";

type LogSettings = { logLevel: string; redact(text: string): string };

/**
 * Opens the log of this process, JSON lines on stderr without secrets. What libraries write to the console,
 * and the error that ends the process, stand in it too.
 */
export function openLog({ logLevel, redact }: LogSettings): Logger {
  const destination = pino.destination({ fd: 2, sync: false });
  const log = pino(
    { level: logLevel, hooks: { streamWrite: (line) => withoutSecrets(line, redact) } },
    destination,
  );
  console.warn = (...words) => log.warn({ said: format(...words) }, "a library says");
  console.error = (...words) => log.error({ said: format(...words) }, "a library says");
  const end = (err: unknown) => {
    log.fatal({ err }, "ended by an error");
    destination.flushSync();
    process.exit(1);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
  return log;
}

/** By value, not by line: a secret may be written with escapes there, or be the name of a field. */
export function withoutSecrets(line: string, redact: (text: string) => string): string {
  const hidden = JSON.stringify(JSON.parse(line), (_, value: unknown) =>
    typeof value === "string" ? redact(value) : value,
  );
  return `${hidden}\n`;
}
