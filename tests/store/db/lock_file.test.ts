import { expect, test } from "bun:test";
import { linkSync, mkdirSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { freshPath, open } from "../../support/store";

const OPENER = `
  import { openStore } from "${import.meta.dir}/../../../src/store/open";
  const store = await openStore({ url: "sqlite://" + process.argv[1], now: () => 0, newId: () => "x", wordCause: () => "" })
    .catch((error) => console.log(error.message));
  if (store) console.log("open");
  if (process.argv[2] === "stay") await new Promise((resolve) => setTimeout(resolve, 60_000));
  process.exit();`;

function opener(path: string, ...more: string[]) {
  return Bun.spawn([process.execPath, "-e", OPENER, path, ...more], { stdout: "pipe" });
}

async function firstLine(child: ReturnType<typeof opener>): Promise<string> {
  for await (const bytes of child.stdout) return new TextDecoder().decode(bytes).trim();
  return "";
}

test("a second process is refused and told which pid has the file", async () => {
  const path = freshPath();
  const store = await open(`sqlite://${path}`);
  expect(await firstLine(opener(path))).toContain(`the process with pid ${process.pid} has it`);
  await store.close();
  expect(await firstLine(opener(path))).toBe("open");
});

test("the same process cannot open a file twice", async () => {
  const path = freshPath();
  const store = await open(`sqlite://${path}`);
  await expect(open(`sqlite://${path}`)).rejects.toThrow(`pid ${process.pid}`);
  await store.close();
});

test("the file of a process that was killed is taken over", async () => {
  const path = freshPath();
  const child = opener(path, "stay");
  expect(await firstLine(child)).toBe("open");
  await expect(open(`sqlite://${path}`)).rejects.toThrow(`pid ${child.pid}`); // the guard: it does hold the file
  child.kill("SIGKILL");
  await child.exited;
  const store = await open(`sqlite://${path}`);
  await store.close();
});

test("a pid file that a dead process left behind stops nobody", async () => {
  const path = freshPath();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.pid`, "1\n");
  const store = await open(`sqlite://${path}`);
  await store.close();
});

test("a file with a second name is refused by either, since SQLite keeps its log beside one name only", async () => {
  const path = freshPath();
  const store = await open(`sqlite://${path}`);
  const other = `${path}.hard-link`;
  linkSync(path, other);
  expect(await firstLine(opener(other))).toContain("has 2 names");
  await store.close();
  for (const name of [path, other])
    expect(await firstLine(opener(name))).toContain(`Cannot open ${name}: the file has 2 names (hard links)`);
  unlinkSync(other);
  await (await open(`sqlite://${path}`)).close();
});
