import type { Context, MiddlewareHandler } from "hono";
import type { Audience, Audiences } from "../../live/audiences";
import { refuse } from "../error_response";

const RETRY_AFTER_SECONDS = "10";

/** Refuses a socket that would be one selection of machines too many, before it is opened. */
export function onlyWithRoom(
  audiences: Pick<Audiences, "hasRoom">,
  audienceOf: (c: Context) => Audience,
): MiddlewareHandler {
  return async (c, next) => {
    if (audiences.hasRoom(audienceOf(c))) return next();
    c.header("Retry-After", RETRY_AFTER_SECONDS);
    return refuse(c, 503, TOO_MANY);
  };
}

const TOO_MANY =
  "Too many different selections of machines are watched (MAX_SELECTIONS): show fewer machines, or the whole board";
