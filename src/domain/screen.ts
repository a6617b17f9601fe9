import { z } from "zod";
import { cut } from "./text";

/**
 * The random id that a page gives itself: only letters and digits, so that it is safe in an element id and a
 * selector.
 */
export const screenId = z.string().regex(/^[a-z0-9]{4,20}$/, "must be 4 to 20 letters a–z and digits");

const atMost = (most: number) => z.string().transform((text) => cut(text.trim(), most));
const count = z.number().int().min(0).max(1e9);

const self = {
  id: screenId,
  /** The kiosk's name, or the name that people enter there to acknowledge alarms. */
  name: atMost(80).nullable(),
  /** The page's path, base included. */
  path: atMost(120),
  build: atMost(20),
  /** Connections lost since the page was loaded. */
  losses: count,
  hidden: z.boolean(),
  /** Whether the browser keeps the screen of a kiosk on, and lets it play sound; null on other pages. */
  wake: z.enum(["held", "insecure", "refused"]).nullable(),
  sound: z.enum(["on", "muted", "blocked", "none"]).nullable(),
};

/**
 * A page's report about itself, in answer to each heartbeat and with each poll. `echo`: the server time in
 * the heartbeat that it answers, null with a poll; `frame`: seconds since the last frame.
 */
export const clientReport = z.object({ ...self, echo: z.number().nullable(), frame: count });
export type ClientReport = z.infer<typeof clientReport>;

/** How a screen is connected to its server now: by its socket, by polling, or not at all. */
const SCREEN_LINKS = ["socket", "polling", "none"] as const;

/**
 * A screen as its server knows it. Times in epoch milliseconds; `lagMs`: round trip from the server to the
 * screen.
 */
export const screen = z.object({
  ...self,
  browser: atMost(40),
  address: atMost(60),
  /** The name under which it is paired; a server of another build may not say it. */
  paired: atMost(80).nullable().default(null),
  link: z.enum(SCREEN_LINKS),
  lagMs: z.number().min(0).nullable(),
  heardAt: z.number(),
  frameAt: z.number(),
});
export type Screen = z.infer<typeof screen>;
