/** Another program that has the SQLite file; it lets go when it is disposed of. */
export type FileHolder = AsyncDisposable & { letGo(): Promise<void> };

const HOLD = `
  const { Database } = require("bun:sqlite");
  const database = new Database(process.argv[1]);
  database.exec("pragma busy_timeout = 5000");
  database.exec("begin exclusive");
  console.log("held");
  await Bun.stdin.text();
  database.exec("rollback");
`;

/** Starts a process that takes the whole file for itself; resolves when it has it. */
export async function holdFile(path: string): Promise<FileHolder> {
  const pipes = { stdin: "pipe", stdout: "pipe", stderr: "inherit" } as const;
  const holder = Bun.spawn([process.execPath, "-e", HOLD, path], pipes);
  const { value } = await holder.stdout.getReader().read();
  if (!value) throw new Error(`${path} could not be taken`);

  async function letGo() {
    await holder.stdin.end();
    await holder.exited;
  }
  return { letGo, [Symbol.asyncDispose]: letGo };
}
