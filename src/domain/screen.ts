import { z } from "zod";
import { cut } from "./text";

/** What a page made up for itself: no more than letters and digits, so it may stand in an id and a selector. */
export const screenId = z.string().regex(/^[a-z0-9]{4,20}$/, "must be 4 to 20 letters a–z and digits");

const atMost = (most: number) => z.string().transform((text) => cut(text.trim(), most));
const count = z.number().int().min(0).max(1e9);

const ofItself = {
  id: screenId,
  /** The kiosk's name, or the one under which people answer there. */
  name: atMost(80).nullable(),
  /** The page's path, base included. */
  path: atMost(120),
  build: atMost(20),
  /** Links lost since the page was loaded. */
  losses: count,
  hidden: z.boolean(),
  /** Whether the browser keeps a kiosk lit, and lets it sound; null on other pages. */
  wake: z.enum(["held", "insecure", "refused"]).nullable(),
  sound: z.enum(["on", "muted", "blocked", "none"]).nullable(),
};

/**
 * What a page says of itself, on each beat by its socket and with each poll. `echo`: the server's time in the beat it
 * answers, null with a poll; `frame`: seconds since the last frame.
 */
export const clientReport = z.object({ ...ofItself, echo: z.number().nullable(), frame: count });
export type ClientReport = z.infer<typeof clientReport>;

/** How a screen is joined to its server now: by its socket, by polling, or by neither. */
export const SCREEN_LINKS = ["socket", "polling", "none"] as const;

/** A screen as its server knows it. Times in epoch milliseconds; `lagMs`: from the server to the screen and back. */
export const screen = z.object({
  ...ofItself,
  browser: atMost(40),
  address: atMost(60),
  link: z.enum(SCREEN_LINKS),
  lagMs: z.number().min(0).nullable(),
  heardAt: z.number(),
  frameAt: z.number(),
});
export type Screen = z.infer<typeof screen>;
