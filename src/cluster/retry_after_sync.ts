import type { Hono } from "hono";

type App = Pick<Hono, "fetch">;

/**
 * Asks the app once more about what it does not know, after news of other servers has been brought in: a machine may have
 * been registered there a moment ago. Only questions: a body cannot be read twice.
 */
export function retryAfterSync(app: App, machineSync: () => Promise<void>): App {
  return {
    async fetch(request, ...rest) {
      const answer = await app.fetch(request, ...rest);
      if (answer.status !== 404 || request.method !== "GET") return answer;
      await machineSync();
      return app.fetch(request, ...rest);
    },
  };
}
