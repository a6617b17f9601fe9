/**
 * This program must not start here: its settings, the database or Redis would have to change first, so that a
 * restart puts nothing right. The message is for the operator.
 */
export class NotStartable extends Error {}
