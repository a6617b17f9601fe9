import type { Child } from "hono/jsx";
import type { ShownAlarm } from "../../../src/live/state/shown_alarm";
import type { Site } from "../../../src/http/page_context";
import { text } from "../../../src/words/text";
import { AlarmRow } from "./alarm_row";
import { inRowOrder } from "./row_order";
import { elementId } from "../element_id";

type AlarmTableProps = {
  alarms: ShownAlarm[];
  timezone: string;
  /**
   * Resolved alarms fill the table up to this many rows, after all open ones; absent on a list that is not
   * live.
   */
  fill?: number;
  /** The text of an empty table. */
  none?: string;
  /** Of a wall: open alarms by their priority. */
  worstFirst?: boolean;
};

/** The alarms, newest first; on a live table consequences below their first-out. `#gaps` receives the lines about lost connections. */
export function AlarmTable({ alarms, timezone, fill, none = text.alarms.none, worstFirst }: AlarmTableProps) {
  const ordered = fill === undefined ? alarms : inRowOrder(alarms, worstFirst);
  return (
    <>
      <div id="gaps" />
      <table class="alarms" aria-labelledby="alarms-title">
        <thead>
          <tr>
            <th scope="col" class="icon">
              <span class="sr-only">{text.alarms.icon}</span>
            </th>
            {(["since", "machine", "what", "score", "state"] as const).map((column) => (
              <th scope="col" class={column}>
                {text.alarms[column]}
              </th>
            ))}
            <th scope="col" class="action">
              <span class="sr-only">{text.alarms.action}</span>
            </th>
          </tr>
        </thead>
        <tbody id="anomaly-rows" data-fill={fill === undefined ? undefined : String(fill)} data-none={none}>
          {ordered.map((alarm) => (
            <AlarmRow alarm={alarm} timezone={timezone} worstFirst={worstFirst} />
          ))}
        </tbody>
      </table>
    </>
  );
}

/**
 * The number of alarms that the table leaves out, with a link to them. The page script updates the number.
 */
export function MoreLine({ count, href, label = "" }: { count: number; href: string; label?: string }) {
  return (
    <p class="more" data-more hidden={count <= 0}>
      <a href={href}>
        {label} <span data-count>{Math.max(0, count)}</span> {text.alarms.more}
      </a>
    </p>
  );
}

/**
 * The number of alarms of a machine, or of all. From it the page script knows how many the table leaves out.
 */
export function AlarmTotal({ machineId, total }: { machineId?: string; total: number }) {
  const id = machineId === undefined ? "alarm-total" : elementId("alarm-total", machineId);
  return <data id={id} value={String(total)} data-alarm-total hidden />;
}

type NameAndNoteProps = {
  site: Pick<Site, "base" | "answersAs" | "reader" | "answering" | "noteTemplates">;
};

/**
 * Name and note of the person who acts on alarms: fields of the form that the buttons of all rows belong to. Who is known
 * needs no field for the name, and who may not answer is told how to.
 */
export function NameAndNote({ site }: NameAndNoteProps) {
  const { base, answersAs, reader, answering, noteTemplates: templates } = site;
  if (answering) return <Note about={text.answering.asks} templates={templates} />;
  if (reader?.mayAnswer === false && reader.name === null && !reader.isScreen)
    return (
      <p class="answers-as">
        <a href={`${base}/sign-in`}>{text.signIn.toAnswer}</a>
      </p>
    );
  if (reader?.mayAnswer === false) return <></>;
  if (reader?.name == null) return <Note name={<NameField name={answersAs} />} templates={templates} />;
  return <Note about={text.signIn.answeringAs(reader.name)} templates={templates} />;
}

type NoteProps = { name?: Child; about?: string; templates: readonly string[] };

/** The note, after who answers; the browser offers those that the plant has set. */
function Note({ name, about, templates }: NoteProps) {
  return (
    <div class="answers-as">
      {name ?? <p>{about}</p>}
      <label>
        {text.alarms.note}
        <input
          form="answer"
          name="note"
          maxlength={2000}
          autocomplete="off"
          placeholder={text.alarms.noteHint}
          list={templates.length > 0 ? "note-templates" : undefined}
        />
      </label>
      {templates.length > 0 && (
        <datalist id="note-templates">
          {templates.map((note) => (
            <option value={note} />
          ))}
        </datalist>
      )}
    </div>
  );
}

function NameField({ name }: { name?: string }) {
  return (
    <label>
      {text.alarms.yourName}
      <input form="answer" name="by" value={name ?? ""} maxlength={80} autocomplete="nickname" />
    </label>
  );
}
