import type { Member } from "./cluster";
import { until } from "./result";
import { linkOf, readinessOf } from "./witness";

const LOOK_EVERY_MS = 50;

/**
 * Looks all the time whether all is well: what else a trial does meanwhile does not count as its being
 * unwell.
 */
export type WellWatch = {
  /**
   * Resolves while all is well, to the time since when without a break; epoch milliseconds. Ends the watch.
   */
  settled(): Promise<number>;
};

/** All is well when every server is ready, and its page is live and says nothing else. */
export function watchWell(members: readonly Member[]): WellWatch {
  return watchWords(async () => {
    const words = await Promise.all(members.map(wordsOf));
    return words.every((one) => one === "200, live") ? "" : words.join("; ");
  });
}

const wordsOf = async ({ andon, page }: Member) => `${await readinessOf(andon)}, ${await linkOf(page)}`;

/** @param unwell what is not well, in words; "" when all is */
export function watchWords(unwell: () => Promise<string>): WellWatch {
  let [words, since, isOver] = ["not looked yet", 0, false];
  const looking = (async () => {
    while (!isOver) {
      const before = words;
      words = await unwell().catch(String);
      if (words === "" && before !== "") since = Date.now();
      await Bun.sleep(LOOK_EVERY_MS);
    }
  })();
  return {
    async settled() {
      try {
        await until(() => words === "", "all is well");
      } catch (error) {
        throw new Error(`${(error as Error).message}: ${words}`, { cause: error });
      } finally {
        isOver = true;
      }
      const settledAt = since;
      await looking;
      return settledAt;
    },
  };
}
