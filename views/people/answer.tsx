import type { AlarmAction } from "../../src/http/alarm_actions";
import type { Site } from "../../src/http/page_context";
import type { Answerer } from "../../src/store/people/answerers";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { WHO_DIALOG } from "../layout/who_dialog";
import { NotEncrypted } from "./parts";

const words = text.answering;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

type AnswerProps = {
  url: string;
  action: AlarmAction;
  /** The path to go back to. */
  back: string;
  /** Who may answer here, in the order of their tiles. */
  people: readonly Answerer[];
  chosen?: Answerer;
  /** Who has just answered here, and need not prove it again. */
  known?: { id: string; name: string };
  problem?: string;
  /** A paired screen has nobody who signs in on it. */
  isScreen: boolean;
  /** Drawn in the dialog of a page, where the script gives the keys of the pad their meaning. */
  isPart: boolean;
};

/** The page that asks who answers, for browsers without script. */
export function AnswerPage({
  site,
  isEncrypted,
  ...props
}: { site: Site; isEncrypted: boolean } & AnswerProps) {
  return (
    <Layout site={site} title={words.title(words.act[props.action.pressed])}>
      <section class="panel who" aria-labelledby="who-title">
        <NotEncrypted isEncrypted={isEncrypted} />
        <AnswerPart base={site.base} {...props} />
      </section>
    </Layout>
  );
}

/** Who answers: tiles and a badge, then the PIN of the one who was chosen. */
export function AnswerPart({ base, ...props }: { base: string } & AnswerProps) {
  const { action, problem, chosen, back, isPart, isScreen } = props;
  return (
    <>
      <h2 id="who-title">{chosen ? <bdi>{chosen.name}</bdi> : words.title(words.act[action.pressed])}</h2>
      <p class="refused" role="alert">
        {problem}
      </p>
      {chosen ? <PinForm {...props} chosen={chosen} /> : <Who {...props} />}
      <div class="who-ways">
        {chosen && <Another {...props} />}
        {!chosen && !isScreen && (
          <a class="button" href={`${base}/sign-in?${new URLSearchParams({ next: back })}`}>
            {words.signIn}
          </a>
        )}
        {isPart ? (
          <form method="dialog">
            <button>{words.cancel}</button>
          </form>
        ) : (
          <a class="button" href={back}>
            {words.cancel}
          </a>
        )}
      </div>
    </>
  );
}

function Who(props: AnswerProps) {
  const { url, people, known } = props;
  return (
    <>
      {known && (
        <form class="who-tiles" method="post" action={url} {...swapped("hx-post", url)}>
          <Carried {...props} />
          <button name="again" value={known.id}>
            <bdi>{words.again(known.name)}</bdi>
          </button>
        </form>
      )}
      {people.length === 0 ? (
        <p>{words.nobody}</p>
      ) : (
        <form class="who-tiles" method="get" action={url} {...swapped("hx-get", url)}>
          <Carried {...props} />
          {people.map(({ id, name }) => (
            <button name="person" value={id}>
              <bdi>{name}</bdi>
            </button>
          ))}
        </form>
      )}
      <form class="fields" method="post" action={url} {...swapped("hx-post", url)}>
        <Carried {...props} />
        <div class="field">
          <label for="badge">{words.badge}</label>
          {/* The reader is a keyboard: nobody wants one on the screen besides. */}
          <input
            id="badge"
            name="badge"
            type="password"
            inputmode="none"
            autocomplete="off"
            maxlength={200}
            autofocus
            required
          />
        </div>
      </form>
    </>
  );
}

function PinForm({ chosen, ...props }: AnswerProps & { chosen: Answerer }) {
  const { url, isPart } = props;
  // Of a longer one it is not told how long: whoever looks on would know.
  const digits = chosen.digits === 4 ? "4" : undefined;
  return (
    <form class="who-pin" method="post" action={url} {...swapped("hx-post", url)}>
      <Carried {...props} />
      <input type="hidden" name="person" value={chosen.id} />
      <div class="field">
        <label for="pin">{words.pin}</label>
        <input
          id="pin"
          name="pin"
          type="password"
          inputmode={isPart ? "none" : "numeric"}
          autocomplete="off"
          maxlength={200}
          data-digits={digits}
          autofocus
          required
        />
      </div>
      {isPart && <Pad />}
      <button class="who-ok" type="submit">
        {words.ok}
      </button>
    </form>
  );
}

/** The digits as they lie on a telephone. */
function Pad() {
  return (
    <div class="who-pad" role="group" aria-label={words.digits}>
      {[...KEYS, "0"].map((key) => (
        <button type="button" data-digit={key}>
          {key}
        </button>
      ))}
      <button type="button" data-digit="back" aria-label={words.deleteLast}>
        ⌫
      </button>
    </div>
  );
}

/** Back to the tiles. */
function Another(props: AnswerProps) {
  return (
    <form method="get" action={props.url} {...swapped("hx-get", props.url)}>
      <Carried {...props} />
      <button>{words.another}</button>
    </form>
  );
}

/** What is to be done, from one step to the next. */
function Carried({ action: { pressed, about, note, to, filter }, back }: AnswerProps) {
  const fields = Object.entries({ [pressed]: about, note, to, filter, back });
  return <>{fields.map(([name, value]) => value && <input type="hidden" name={name} value={value} />)}</>;
}

/** Each step takes the place of the one before. In flight it is not sent again, however often it is tapped. */
const swapped = (verb: "hx-get" | "hx-post", url: string) => ({
  [verb]: url,
  "hx-target": `#${WHO_DIALOG}`,
  "hx-swap": "innerHTML",
  "hx-sync": "this:drop",
});
