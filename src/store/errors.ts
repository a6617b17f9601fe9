/** What was asked for contradicts what the store holds, such as a name that is taken. The message is for people. */
export class Conflict extends Error {}
