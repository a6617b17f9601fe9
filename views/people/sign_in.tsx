import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { Field, NotEncrypted, Panel, Problem } from "./parts";

const words = text.signIn;

type SignInProps = {
  site: Site;
  action: string;
  login: string;
  /** The path to go to afterwards. */
  next: string;
  problem?: string;
  /** What to do where nobody can sign in yet. */
  hint?: string;
  isEncrypted: boolean;
  /** Where the company's identity provider asks who it is. */
  provider?: string;
  /** Where somebody who has signed out of Andon signs out of the provider too. */
  signOutAt?: string;
};

/** The form that asks for sign-in name and password. */
export function SignInPage(props: SignInProps) {
  const { site, action, login, next, problem, hint, isEncrypted, provider, signOutAt } = props;
  return (
    <Layout site={site} title={words.title}>
      <Panel id="sign-in-title" title={words.title}>
        <Problem problem={problem} />
        {signOutAt && (
          <p role="status">
            {words.signedOut} <a href={signOutAt}>{words.signOutOfProvider}</a>
          </p>
        )}
        {hint && <p>{hint}</p>}
        <NotEncrypted isEncrypted={isEncrypted} />
        {provider && (
          <p>
            <a class="button" href={provider}>
              {words.withProvider}
            </a>
          </p>
        )}
        <form class="fields" method="post" action={action}>
          <input type="hidden" name="next" value={next} />
          <Field id="login" name="login" label={words.login} value={login} autocomplete="username" />
          <Field
            id="password"
            name="password"
            label={words.password}
            type="password"
            autocomplete="current-password"
          />
          <p>
            <button type="submit">{words.submit}</button>
          </p>
        </form>
      </Panel>
    </Layout>
  );
}
