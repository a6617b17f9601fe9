/** How often a lease was renewed: the number goes back when the database is put back to an older copy. */
export function setBack(): readonly string[] {
  return [`alter table leases add column renewals bigint not null default 0`];
}
