/** A request contradicts what is stored, such as a name that is taken. The message is for people. */
export class Conflict extends Error {}

/** Machines would feed each other in a loop. */
export class FeedingLoop extends Conflict {}

/** Another program holds the SQLite file, and did not let go in time: nothing of the write was stored. */
export class DatabaseLocked extends Error {
  constructor(cause: unknown) {
    super("Another program holds the database file, so nothing can be written to it", { cause });
  }
}

/** The SQLite file was deleted, moved or replaced while it is open: what is written to it would be lost. */
export class DatabaseFileGone extends Error {
  constructor(name: string) {
    super(
      `${name} was deleted, moved or replaced while it is open, so nothing is written: put it back, or restart`,
    );
  }
}
