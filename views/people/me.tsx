import type { Site } from "../../src/http/page_context";
import type { Person } from "../../src/store/people/person_row";
import type { Session } from "../../src/store/people/sessions";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";
import { plantTime } from "../shared/time";
import { Field, NotEncrypted, Panel, PeopleLinks, Problem } from "./parts";

const words = text.me;

type MeProps = {
  site: Site;
  url: string;
  person: Person | undefined;
  sessions: readonly Session[];
  /** The id of the session that asks. */
  own: string | undefined;
  problem?: string;
  isEncrypted: boolean;
};

/** One's own account: where one is signed in, the password, the PIN. */
export function MePage({ site, url, person, sessions, own, problem, isEncrypted }: MeProps) {
  return (
    <Layout site={site} title={words.title}>
      <Panel id="me-title" title={words.title}>
        <PeopleLinks site={site} current="me" />
        <Problem problem={problem} />
        {person ? <SignedIn site={site} person={person} /> : <NotSignedIn site={site} />}
      </Panel>
      {person && (
        <>
          <Panel id="sessions-title" title={words.sessions}>
            <Sessions site={site} url={url} sessions={sessions} own={own} />
          </Panel>
          <div class="columns">
            <PasswordForm url={url} isEncrypted={isEncrypted} />
            <PinForm url={url} person={person} />
          </div>
        </>
      )}
    </Layout>
  );
}

function NotSignedIn({ site }: { site: Site }) {
  return (
    <p>
      {words.nobody}{" "}
      <a class="button" href={`${site.base}/sign-in`}>
        {text.signIn.title}
      </a>
    </p>
  );
}

function SignedIn({ site, person }: { site: Site; person: Person }) {
  return (
    <form method="post" action={`${site.base}/sign-out`}>
      <p>
        <bdi>{words.who(person.name, text.people.role[person.role])}</bdi>{" "}
        <button type="submit">{text.signIn.signOut}</button>
      </p>
    </form>
  );
}

function Sessions({ site, url, sessions, own }: Pick<MeProps, "site" | "url" | "sessions" | "own">) {
  const time = (at: number) => plantTime(at, site.timezone, site.now);
  return (
    <form method="post" action={`${url}/sessions`}>
      <table class="accounts" aria-labelledby="sessions-title">
        <TableHead columns={words.sessionColumns} />
        <tbody>
          {sessions.map(({ id, agent, address, created_at, seen_at }) => (
            <tr>
              <th scope="row">
                {agent || words.unknownBrowser} {id === own && <b>({words.thisOne})</b>}
              </th>
              <td>{address}</td>
              <td>{time(created_at)}</td>
              <td>{time(seen_at)}</td>
              <td>
                <button
                  type="submit"
                  name="end"
                  value={id}
                  aria-label={words.endOf(agent || words.unknownBrowser)}
                >
                  {words.end}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <button type="submit" name="end" value="all">
          {words.endAll}
        </button>
      </p>
    </form>
  );
}

function PasswordForm({ url, isEncrypted }: Pick<MeProps, "url" | "isEncrypted">) {
  return (
    <Panel id="password-title" title={words.password}>
      <NotEncrypted isEncrypted={isEncrypted} />
      <form class="fields" method="post" action={`${url}/password`}>
        <Field
          id="current"
          name="current"
          label={words.current}
          type="password"
          autocomplete="current-password"
        />
        <Field
          id="password"
          name="password"
          label={text.signIn.newPassword}
          type="password"
          autocomplete="new-password"
          minlength={12}
        />
        <p>
          <button type="submit">{text.signIn.save}</button>
        </p>
      </form>
    </Panel>
  );
}

function PinForm({ url, person }: { url: string; person: Person }) {
  return (
    <Panel id="pin-title" title={words.pin}>
      <p>
        {person.has_pin && words.pinSet} {words.pinHint}
      </p>
      <form class="fields" method="post" action={`${url}/pin`}>
        <Field
          id="pin"
          name="pin"
          label={words.pinField}
          type="password"
          inputmode="numeric"
          autocomplete="off"
          maxlength={8}
          required={false}
        />
        <p>
          <button type="submit" aria-label={words.savePin}>
            {text.signIn.save}
          </button>
        </p>
      </form>
    </Panel>
  );
}
