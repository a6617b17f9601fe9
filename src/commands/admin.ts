import { type Config, readConfig } from "../config";
import { hideInReasons, reasonOf } from "../domain/reason";
import { signInLink } from "../http/access/link_address";
import { writeResetLink } from "../store/people/reset_link";

const USAGE =
  "Usage: bun run admin reset   (prints a link that makes an administrator; with the settings of the server)";

/** Where this server is reached by its settings, with its base path. */
export function servedBy({ publicUrl, host, port, tls, base }: Config): string {
  if (publicUrl !== undefined) return publicUrl;
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const name = isEverywhere ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `${tls ? "https" : "http"}://${name}:${port}${base}`;
}

/** The way back in for whoever may run commands on the machine itself. */
async function main([command, ...more]: string[]): Promise<number> {
  try {
    if (command !== "reset" || more.length > 0)
      throw new Error(`There is no command ${command ?? "without a name"}`);
    const config = readConfig(process.env);
    hideInReasons(config.redact);
    const key = await writeResetLink(config.databaseUrl, Date.now());
    console.log(
      `${signInLink(servedBy(config), key)}\nIt works once, within the hour: whoever opens it is administrator.`,
    );
    return 0;
  } catch (error) {
    console.error(`${reasonOf(error)}\n${USAGE}`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
