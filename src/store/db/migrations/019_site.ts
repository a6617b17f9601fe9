/**
 * The areas of the plant, the area of each machine, and what people set of the site. Names of areas in one
 * area differ by their key, which knows no capitals.
 */
export function site(): readonly string[] {
  return [
    `create table areas (
      id text primary key, name text not null, name_key text not null, parent_id text references areas (id),
      created_at bigint not null, updated_at bigint not null)`,
    "create unique index areas_by_name on areas (coalesce(parent_id, ''), name_key)",
    "alter table machines add column area text references areas (id)",
    "create table site_settings (name text primary key, json text not null)",
  ];
}
