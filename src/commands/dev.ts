/**
 * `bun run dev`: Andon with the simulator and a throw-away database, started anew at each change of a source.
 */
import { watch } from "node:fs";

const WATCHED = ["src", "views", "static"];
/** An editor saves in several steps; a branch switch changes many files. */
const SETTLE_MS = 100;

const environment = { SIMULATE: "on", ...process.env, DATABASE_URL: "sqlite://:memory:" };
let server = start();
let pending: ReturnType<typeof setTimeout> | undefined;

function start(): Bun.Subprocess {
  return Bun.spawn([process.execPath, "src/main.ts"], {
    env: environment,
    stdout: "inherit",
    stderr: "inherit",
  });
}

/** The database goes with the process, so nothing has to be stopped in order. */
async function restart() {
  server.kill("SIGKILL");
  await server.exited;
  server = start();
}

for (const folder of WATCHED)
  watch(folder, { recursive: true }, () => {
    clearTimeout(pending);
    pending = setTimeout(() => void restart(), SETTLE_MS);
  });
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    server.kill(signal);
    void server.exited.then((code) => process.exit(code));
  });
