import type { Child } from "hono/jsx";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";

/** What was wrong with a form that was sent. */
export function Problem({ problem }: { problem?: string }) {
  if (!problem) return <></>;
  return (
    <p class="refused" role="alert" tabindex={-1} autofocus>
      {problem}
    </p>
  );
}

/** Said where a password is asked for and the way to the server can be read. */
export function NotEncrypted({ isEncrypted }: { isEncrypted: boolean }) {
  return isEncrypted ? <></> : <p class="not-encrypted">{text.access.notEncrypted}</p>;
}

type FieldProps = {
  id: string;
  label: string;
  name: string;
  type?: "text" | "password";
  value?: string;
  autocomplete: string;
  inputmode?: "numeric";
  required?: boolean;
  minlength?: number;
  maxlength?: number;
};

/** A labelled field. */
export function Field({ id, label, type = "text", maxlength = 200, required = true, ...field }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} type={type} maxlength={maxlength} required={required} {...field} />
    </div>
  );
}

/** What an administrator has to pass on: it is shown once. */
export function ShownOnce({ about, secret }: { about: string; secret: string }) {
  return (
    <div class="shown-once" role="status">
      <p>{about}</p>
      <p>
        <code>{secret}</code>
      </p>
    </div>
  );
}

/** The pages of people that the reader may open, beside each other. */
export function PeopleLinks({
  site,
  current,
}: {
  site: Site;
  current: "me" | "people" | "devices" | "tokens";
}) {
  const { me, people, devices, tokens } = text;
  const titles = { me: me.title, people: people.title, devices: devices.title, tokens: tokens.title };
  return (
    <p class="page-links">
      {(["me", "people", "devices", "tokens"] as const)
        .filter((page) => page === "me" || site.may("people"))
        .map((page) => (
          <a href={`${site.base}/settings/${page}`} aria-current={page === current ? "page" : undefined}>
            {titles[page]}
          </a>
        ))}
    </p>
  );
}

/** A section of a page, with its heading. */
export function Panel({ id, title, children }: { id: string; title: string; children?: Child }) {
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
