import { refusalSentence } from "../../domain/untrusted";
import { connect } from "./connection";
import { isRefusal } from "./refusal";
import { tlsMismatch } from "./tls_mismatch";

const READY = Symbol("ready");

/**
 * Tries an address once.
 * @returns why Redis does not let this server in; undefined when it does, or cannot be reached now
 */
export async function redisRefusal(url: string, withinMs: number): Promise<string | undefined> {
  const redis = connect(url, withinMs, { retryStrategy: () => null });
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const timer = setTimeout(resolve, withinMs);
  redis.once("error", resolve);
  redis.once("ready", () => resolve(READY));
  const error = await promise;
  clearTimeout(timer);
  redis.disconnect();
  if (error === READY) return undefined;
  const at = `Redis at ${URL.parse(url)?.host || url}`;
  if (isRefusal(error)) return refusalSentence(at, error);
  const mismatch = await tlsMismatch(url, withinMs);
  return mismatch && `${at}: ${mismatch}`;
}
