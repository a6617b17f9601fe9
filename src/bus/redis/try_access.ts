import { refusalSentence } from "../../domain/untrusted";
import { connect } from "./connection";
import { isRefusal } from "./refusal";

/**
 * Tries an address once.
 * @returns why Redis does not let this server in; undefined when it does, or cannot be reached now
 */
export async function redisRefusal(url: string, withinMs: number): Promise<string | undefined> {
  const redis = connect(url, withinMs, { retryStrategy: () => null });
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const timer = setTimeout(resolve, withinMs);
  redis.once("error", resolve);
  redis.once("ready", () => resolve(undefined));
  const error = await promise;
  clearTimeout(timer);
  redis.disconnect();
  if (error === undefined || !isRefusal(error)) return undefined;
  return refusalSentence(`Redis at ${URL.parse(url)?.host || url}`, error);
}
