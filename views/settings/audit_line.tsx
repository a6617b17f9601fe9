import { AUDIT_ACTIONS, SUBJECTS } from "../../src/domain/audit/actions";
import { plantDateTime } from "../../src/domain/plant_time";
import { cut } from "../../src/domain/text";
import type { auditJson } from "../../src/http/api/json/audit_json";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { machineUrl } from "../machines/machines";
import { Instant } from "../shared/time";

const words = text.audit;
const VALUE_AT_MOST = 160;
/** Fields that hold epoch milliseconds, all later than this. */
const IS_TIME = /(_at|^from|^to|_until)$/;
const FIRST_TIME = 1e11;

export type ShownEntry = ReturnType<typeof auditJson>;

type LineProps = { entry: ShownEntry; site: Site; machineName(id: string): string | undefined };

/** An entry of the audit log as a row. */
export function AuditLine({ entry, site, machineName }: LineProps) {
  const [number, time, who, action, subject, change] = words.columns;
  return (
    <tr data-n={String(entry.n)}>
      <th scope="row" data-label={number}>
        {String(entry.n)}
      </th>
      <td data-label={time}>
        <Instant at={Date.parse(entry.at)} timezone={site.timezone} />
      </td>
      <td data-label={who}>
        <Who entry={entry} />
      </td>
      <td data-label={action}>{actionOf(entry.action)}</td>
      <td data-label={subject}>
        <Subject subject={entry.subject} site={site} machineName={machineName} />
      </td>
      <td data-label={change}>
        <Change entry={entry} timezone={site.timezone} />
      </td>
    </tr>
  );
}

const actionOf = (action: string) => {
  const known = AUDIT_ACTIONS.find((each) => each === action);
  return known ? words.action[known] : action;
};

/** Whoever is not signed in is shown by the name that they gave. */
function Who({ entry: { actor, address, after } }: { entry: ShownEntry }) {
  const given = actor.kind === "anonymous" ? fieldsOf(after).get("by") : undefined;
  const name = actor.name ?? (typeof given === "string" ? given : undefined);
  return (
    <>
      {name !== undefined && <b>{words.named(name)}</b>}{" "}
      {actor.kind === "anonymous" && <small>{words.notSignedIn}</small>}{" "}
      {address !== null && <small>{words.from(address)}</small>}
    </>
  );
}

type SubjectProps = Pick<LineProps, "site" | "machineName"> & { subject: string };

function Subject({ subject, site, machineName }: SubjectProps) {
  const [, kind, id = ""] = /^(\w+):([^]*)$/.exec(subject) ?? [];
  const known = SUBJECTS.find((each) => each === kind);
  if (known === undefined) return <bdi>{subject}</bdi>;
  const name = known === "machine" ? machineName(id) : undefined;
  return (
    <>
      {words.subject[known]}{" "}
      {name === undefined ? (
        <bdi>{id}</bdi>
      ) : (
        <a href={machineUrl(site, id)}>
          <bdi>{name}</bdi>
        </a>
      )}
    </>
  );
}

/** A line for each field: its name, what it was, and what it is. */
function Change({ entry: { before, after }, timezone }: { entry: ShownEntry; timezone: string }) {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  return (
    <ul>
      {[...names].map((name) => {
        const is = shown(name, now.get(name), timezone);
        return (
          <li>
            <code>{name}</code>{" "}
            <bdi>{old.has(name) ? words.change(shown(name, old.get(name), timezone), is) : is}</bdi>
          </li>
        );
      })}
    </ul>
  );
}

function fieldsOf(value: unknown): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map(value === null ? [] : [["", value]]);
  return new Map(Object.entries(value));
}

function shown(name: string, value: unknown, timezone: string): string {
  if (value === null || value === undefined) return text.unknown;
  if (typeof value === "number" && IS_TIME.test(name) && value > FIRST_TIME)
    return plantDateTime(value, timezone).toString({ smallestUnit: "second" }).replace("T", " ");
  return cut(typeof value === "string" ? value : JSON.stringify(value), VALUE_AT_MOST);
}
