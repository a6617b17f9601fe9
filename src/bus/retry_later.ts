/** The cause is this server's and passes: however often it comes, it says nothing against the entry. */
export class RetryLater extends Error {}
