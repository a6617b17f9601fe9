import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { Field, NotEncrypted, Panel, Problem } from "./parts";

const words = text.signIn;

type LinkProps = {
  site: Site;
  action: string;
  /** The key of the link. */
  secret: string;
  /** Whose password it is; absent where the first administrator is made. */
  person?: string;
  name: string;
  login: string;
  problem?: string;
  isEncrypted: boolean;
};

/** The page behind a link of one use: an account for the first administrator, or a person's new password. */
export function LinkPage({ site, action, secret, person, name, login, problem, isEncrypted }: LinkProps) {
  const title = person === undefined ? words.firstTitle : words.linkTitle(person);
  return (
    <Layout site={site} title={title}>
      <Panel id="link-title" title={title}>
        <p>{person === undefined ? words.firstAbout : words.linkAbout}</p>
        <Problem problem={problem} />
        <NotEncrypted isEncrypted={isEncrypted} />
        <form class="fields" method="post" action={action}>
          <input type="hidden" name="key" value={secret} />
          {person === undefined && (
            <>
              <Field
                id="name"
                name="name"
                label={words.name}
                value={name}
                autocomplete="name"
                maxlength={80}
              />
              <Field id="login" name="login" label={words.login} value={login} autocomplete="username" />
            </>
          )}
          <Field
            id="password"
            name="password"
            label={words.newPassword}
            type="password"
            autocomplete="new-password"
            minlength={12}
          />
          <p>
            <button type="submit">{words.save}</button>
          </p>
        </form>
      </Panel>
    </Layout>
  );
}
