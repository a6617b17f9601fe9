/** The number of a lease's term: it grows whenever the lease had run out, or goes to another server. */
export function leaseTerms(): readonly string[] {
  return ["alter table leases add column term bigint not null default 0"];
}
