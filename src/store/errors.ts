/** A request contradicts what is stored, such as a name that is taken. The message is for people. */
export class Conflict extends Error {}
