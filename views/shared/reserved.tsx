import type { Child } from "hono/jsx";
import type { Site } from "../../src/http/page_context";
import { type Action, needed } from "../../src/people/permissions";
import { text } from "../../src/words/text";

type ReservedProps = { site: Site; needs: Action; children?: Child };

/** The fields of a form: for a reader who may not send it they are disabled, and its buttons hidden. */
export function Reserved({ site, needs, children }: ReservedProps) {
  if (site.may(needs)) return <>{children}</>;
  return <fieldset disabled>{children}</fieldset>;
}

/** Why the forms of a page are only to read, for a reader who may not send them; once a page. */
export function NeedsRole({ site, needs }: Omit<ReservedProps, "children">) {
  const { role } = needed(needs);
  if (site.may(needs) || role === undefined) return null;
  const { reader } = site;
  const maySignIn = reader !== undefined && reader.name === null && !reader.isScreen;
  return (
    <p class="access-notice" data-needs={role}>
      {text.access.onlyToRead(text.people.role[role])}{" "}
      {maySignIn && (
        <a class="button" href={`${site.base}/sign-in`}>
          {text.signIn.title}
        </a>
      )}
    </p>
  );
}
