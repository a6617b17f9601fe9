/** The environment that every peer gets, and the line by which it says that it is ready. */
import { readFileSync } from "node:fs";

export const REDIS = process.env["PEER_REDIS"] ?? "";
export const CHANNEL = "anomaly.detected";
/** The text that Andon sends for one event, so that all send as much. */
export const FRAGMENT = readFileSync(process.env["PEER_FRAGMENT"] ?? "", "utf8");

export function listening(port: number | undefined) {
  console.log(`listening ${port}`);
}
