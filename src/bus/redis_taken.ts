import { NotStartable } from "../domain/not_startable";

/** A server with another database is at work on this Redis: the settings of one of the two are wrong. */
export class RedisTaken extends NotStartable {}
