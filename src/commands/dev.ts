import { mkdtempSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What pages are built of at the start, without being imported: Bun's own watch does not see it. */
const BUILT = "static";
/** An editor touches a file several times when it saves. */
const SETTLED_AFTER_MS = 50;

/**
 * `bun run dev`: Andon with its simulated plant and a throw-away database, started again whenever a source changes. The
 * settings of the environment go before these.
 */
async function dev() {
  const folder = mkdtempSync(join(tmpdir(), "andon-dev-"));
  const env = { SIMULATE: "on", DATABASE_URL: `sqlite://${join(folder, "andon.db")}`, ...process.env };
  const start = () =>
    Bun.spawn([process.execPath, "--watch", "--no-clear-screen", "src/main.ts"], {
      env,
      stdio: ["inherit", "inherit", "inherit"],
    });
  let server = start();
  let isStopping = false;
  let changed: ReturnType<typeof setTimeout> | undefined;

  async function restart() {
    server.kill("SIGTERM");
    await server.exited;
    if (!isStopping) server = start();
  }

  async function stop() {
    isStopping = true;
    server.kill("SIGTERM");
    await server.exited;
    rmSync(folder, { recursive: true, force: true });
    process.exit();
  }

  watch(BUILT, { recursive: true }, () => {
    clearTimeout(changed);
    changed = setTimeout(() => void restart(), SETTLED_AFTER_MS);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
}

if (import.meta.main) await dev();
