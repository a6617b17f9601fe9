import type { Hono } from "hono";

type App = Pick<Hono, "fetch">;

/**
 * Retries a 404 once after syncing machines from the other servers: one may have been registered there a
 * moment ago. Only a GET is retried, because a body cannot be read twice.
 * @param sync undefined where there are no other servers: then nothing is retried
 */
export function retryAfterSync(app: App, sync: (() => Promise<void>) | undefined): App {
  if (!sync) return app;
  return {
    async fetch(request, ...rest) {
      const answer = await app.fetch(request, ...rest);
      if (answer.status !== 404 || request.method !== "GET") return answer;
      await sync();
      return app.fetch(request, ...rest);
    },
  };
}
