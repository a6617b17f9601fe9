import type { Site } from "../../src/http/page_context";
import { SCOPES } from "../../src/people/actor";
import type { Token } from "../../src/store/people/tokens";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";
import { plantTime } from "../shared/time";
import { Field, Panel, PeopleLinks, Problem, ShownOnce } from "./parts";

const words = text.tokens;
const DAYS = [30, 90, 365] as const;

type TokensProps = {
  site: Site;
  url: string;
  tokens: readonly Token[];
  problem?: string;
  /** The token that was just made. */
  made?: { name: string; secret: string };
};

/** The tokens of programs, without their secrets. */
export function TokensPage({ site, url, tokens, problem, made }: TokensProps) {
  return (
    <Layout site={site} title={words.title}>
      <Panel id="tokens-title" title={words.title}>
        <PeopleLinks site={site} current="tokens" />
        <Problem problem={problem} />
        {made && <ShownOnce about={words.shown(made.name)} secret={made.secret} />}
        <p>{words.about}</p>
        {tokens.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <table class="accounts" aria-labelledby="tokens-title">
            <TableHead columns={words.columns} />
            <tbody>
              {tokens.map((token) => (
                <Line site={site} url={url} token={token} />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
      <Panel id="make-title" title={words.add}>
        <MakeForm url={url} />
      </Panel>
    </Layout>
  );
}

function Line({ site, url, token }: { site: Site; url: string; token: Token }) {
  const { id, name, scopes, expires_at, used_at, used_from } = token;
  const time = (at: number) => plantTime(at, site.timezone, site.now);
  return (
    <tr data-token={id}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>{scopes.join(", ")}</td>
      <td>{expires_at === null ? words.never : expiry(time(expires_at), expires_at <= site.now)}</td>
      <td>{used_at === null ? words.unused : words.used(time(used_at), used_from ?? "")}</td>
      <td>
        <form class="in-line" method="post" action={`${url}/${encodeURIComponent(id)}/revoke`}>
          <button type="submit" aria-label={words.revokeOf(name)}>
            {words.revoke}
          </button>
        </form>
      </td>
    </tr>
  );
}

const expiry = (time: string, isOver: boolean) => (isOver ? words.expired(time) : time);

function MakeForm({ url }: { url: string }) {
  return (
    <form class="fields" method="post" action={url}>
      <Field id="name" name="name" label={words.field.name} autocomplete="off" maxlength={80} />
      <fieldset>
        <legend>{words.field.scopes}</legend>
        {SCOPES.map((scope) => (
          <label class="tick-box">
            <input type="checkbox" name="scope" value={scope} />
            {words.scope[scope]}
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="days">{words.field.days}</label>
        <select id="days" name="days">
          {DAYS.map((days) => (
            <option value={String(days)} selected={days === 365}>
              {words.days(days)}
            </option>
          ))}
          <option value="">{words.never}</option>
        </select>
      </div>
      <p>
        <button type="submit">{words.submitAdd}</button>
      </p>
    </form>
  );
}
