/**
 * The same app on Node. Only the store is another: Bun.SQL is not to be had here, so events are recorded in
 * memory. What was recorded costs no disk, therefore; the rest is the same path.
 */
import { startNodeApp } from "../../support/node_app";
import { listening, REDIS } from "./start";

listening(await startNodeApp(REDIS));
