/** The process that `node_server.test.ts` starts on Node. */
import { startNodeApp } from "./node_app";

console.log(`listening ${await startNodeApp(process.env["REDIS_URL"])}`);
