/** Folders whose tests need servers or browsers, all of them. */
const WITH_SERVERS = /^tests\/(flow|browser|faults)\//;
/** A test elsewhere needs a server when it starts one; those that need a program leave themselves out. */
const STARTS_SERVER = /\b(startAndon|useAndon|launch)\b/;

/** Every test file, in alphabetical order. */
export function testFiles(): string[] {
  return [...new Bun.Glob("tests/**/*.test.{ts,tsx}").scanSync()]
    .filter((path) => !path.includes("node_modules"))
    .toSorted();
}

/** Those that `bun run check` runs. */
export async function unitFiles(paths: readonly string[]): Promise<string[]> {
  const isUnit = await Promise.all(
    paths.map(async (path) => !WITH_SERVERS.test(path) && !STARTS_SERVER.test(await Bun.file(path).text())),
  );
  return paths.filter((_, index) => isUnit[index]);
}
