import type { Site } from "../../src/http/page_context";
import { ROLES } from "../../src/people/actor";
import type { Person } from "../../src/store/people/person_row";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";
import { Field, Panel, PeopleLinks, Problem, ShownOnce } from "./parts";

const words = text.people;

type PeopleProps = {
  site: Site;
  url: string;
  people: readonly Person[];
  problem?: string;
  /** A link of one use that was just made. */
  link?: { name: string; address: string };
  /** What was typed into the form that was refused. */
  fields: { name: string; login: string };
};

/** Everybody who may sign in, with their roles. */
export function PeoplePage({ site, url, people, problem, link, fields }: PeopleProps) {
  return (
    <Layout site={site} title={words.title}>
      <Panel id="people-title" title={words.title}>
        <PeopleLinks site={site} current="people" />
        <Problem problem={problem} />
        {link && <ShownOnce about={words.link(link.name)} secret={link.address} />}
        <p>{words.about}</p>
        {people.length === 0 ? <p>{words.none}</p> : <Table site={site} url={url} people={people} />}
      </Panel>
      <Panel id="add-title" title={words.add}>
        <form class="fields" method="post" action={url}>
          <Field id="name" name="name" label={words.field.name} value={fields.name} autocomplete="off" />
          <Field id="login" name="login" label={words.field.login} value={fields.login} autocomplete="off" />
          <div class="field">
            <label for="role">{words.field.role}</label>
            <RoleSelect id="role" selected="operator" />
          </div>
          <p>
            <button type="submit">{words.submitAdd}</button>
          </p>
        </form>
      </Panel>
    </Layout>
  );
}

function RoleSelect({ id, selected, label }: { id?: string; selected: string; label?: string }) {
  return (
    <select id={id} name="role" aria-label={label}>
      {ROLES.map((role) => (
        <option value={role} selected={role === selected}>
          {words.role[role]}
        </option>
      ))}
    </select>
  );
}

function Table({ site, url, people }: { site: Site; url: string; people: readonly Person[] }) {
  return (
    <table class="accounts" aria-labelledby="people-title">
      <TableHead columns={words.columns} />
      <tbody>
        {people.map((person) => (
          <Line site={site} url={url} person={person} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ site, url, person }: { site: Site; url: string; person: Person }) {
  const { id, name, login, role, is_active } = person;
  const own = `${url}/${encodeURIComponent(id)}`;
  return (
    <tr data-person={id}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>{login ?? text.unknown}</td>
      <td>
        <form class="in-line" method="post" action={own}>
          <RoleSelect selected={role} label={`${words.field.role}: ${name}`} />
          <button type="submit" aria-label={words.saveOf(name)}>
            {words.save}
          </button>
        </form>
      </td>
      <td>{words.status[statusOf(person)]}</td>
      <td>
        <form class="in-line" method="post" action={`${own}/link`}>
          <button type="submit" aria-label={words.newLinkOf(name)}>
            {words.newLink}
          </button>
        </form>
        <form class="in-line" method="post" action={own}>
          <button
            type="submit"
            name="active"
            value={is_active ? "0" : "1"}
            aria-label={is_active ? words.deactivateOf(name) : words.activateOf(name)}
          >
            {is_active ? words.deactivate : words.activate}
          </button>
        </form>
        <PersonalData site={site} own={own} person={person} />
      </td>
    </tr>
  );
}

/** Behind a fold: erasing is never one careless press. */
function PersonalData({ site, own, person: { id, name } }: { site: Site; own: string; person: Person }) {
  return (
    <details>
      <summary aria-label={`${words.data}: ${name}`}>{words.data}</summary>
      <p>
        <a
          href={`${site.base}/api/v1/people/${encodeURIComponent(id)}/export`}
          download
          aria-label={words.exportOf(name)}
        >
          {words.exportData}
        </a>
      </p>
      <p>{words.eraseAbout}</p>
      <form class="in-line" method="post" action={`${own}/erase`}>
        <button type="submit" aria-label={words.eraseOf(name)}>
          {words.erase}
        </button>
      </form>
    </details>
  );
}

function statusOf({ is_active, has_password, issuer }: Person) {
  if (!is_active) return "inactive";
  return has_password || issuer !== null ? "active" : "invited";
}
