import type { Answer, Ask, Heard } from "./screens_process";

type Asked = Ask extends infer One
  ? One extends { ask: "connect" }
    ? Omit<One, "ask" | "group">
    : never
  : never;

/** Many raw sockets in a process of their own, so that what they cost is not the server's nor the bench's. */
export type Screens = AsyncDisposable & {
  /** Opens so many more of a group; resolves to how many it then has. */
  connect(group: string, to: Asked): Promise<number>;
  watch(group: string): Promise<void>;
  /** The messages since `watch`. */
  heard(group: string): Promise<Heard[]>;
  close(group: string): Promise<void>;
};

export function startScreens(): Screens {
  const waiting = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  const child = Bun.spawn([process.execPath, "tests/bench/screens/screens_process.ts"], {
    stdout: "inherit",
    stderr: "inherit",
    ipc(message: Answer & { number: number }) {
      waiting.get(message.number)?.(message);
      waiting.delete(message.number);
    },
  });

  async function ask(question: Ask): Promise<Answer> {
    const number = ++asked;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    waiting.set(number, resolve);
    child.send({ number, ...question });
    const answer = await promise;
    if (answer.error)
      throw new Error(`The screens cannot ${question.ask} ${question.group}: ${answer.error}`);
    return answer;
  }

  return {
    connect: async (group, to) => (await ask({ ask: "connect", group, ...to })).sockets ?? 0,
    watch: async (group) => void (await ask({ ask: "watch", group })),
    heard: async (group) => (await ask({ ask: "report", group })).heard ?? [],
    close: async (group) => void (await ask({ ask: "close", group })),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}
