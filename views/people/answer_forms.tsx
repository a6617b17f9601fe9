import type { Person } from "../../src/store/people/person_row";
import { text } from "../../src/words/text";

const words = text.answering.set;

/** What a person answers with at shared tablets: an administrator sets it, and takes it away by an empty field. */
export function AnswerForms({ own, person }: { own: string; person: Person }) {
  return (
    <details class="answer-forms">
      <summary aria-label={words.ofPerson(person.name)}>{words.title}</summary>
      <AnswerForm kind="pin" isSet={person.has_pin} {...{ own, person }} />
      <AnswerForm kind="badge" isSet={person.has_badge} {...{ own, person }} />
    </details>
  );
}

type FormProps = { own: string; person: Person; kind: "pin" | "badge"; isSet: boolean };

function AnswerForm({ own, person, kind, isSet }: FormProps) {
  const { field, save, hint } = words[kind];
  const id = `${kind}-${person.id}`;
  return (
    <form class="answer-fields" method="post" action={`${own}/${kind}`}>
      <div class="field">
        <label for={id}>{field}</label>
        <input
          id={id}
          name={kind}
          type="password"
          inputmode={kind === "pin" ? "numeric" : undefined}
          autocomplete="off"
          maxlength={200}
        />
        <small>{isSet ? words.isSet : hint}</small>
      </div>
      <p>
        <button type="submit" aria-label={save(person.name)}>
          {text.people.save}
        </button>
      </p>
    </form>
  );
}

/** Whether this screen asks anew with each answer: a setting of the browser that the administrator has before them. */
export function ScreenForm({ base, remembers }: { base: string; remembers: boolean }) {
  return (
    <form class="answer-fields" method="post" action={`${base}/answer/remember`}>
      <p>{words.screenAbout}</p>
      <label class="tick-box">
        <input type="checkbox" name="remember" value="1" checked={remembers} />
        {words.remember}
      </label>
      <p>
        <button type="submit" aria-label={words.saveScreen}>
          {text.people.save}
        </button>
      </p>
    </form>
  );
}
