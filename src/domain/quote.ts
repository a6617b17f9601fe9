import { cut } from "./text";

/**
 * A value as a sentence quotes it: as JSON, of which no more is made than is shown. A value from outside may
 * be as large as a message, and making all of it stands in everybody's way.
 */
export function quote(value: unknown, most: number): string {
  const parts: string[] = [];
  let left = most + 1;
  const put = (text: string) => {
    parts.push(text);
    left -= text.length;
  };

  function write(value: unknown) {
    if (left <= 0) return;
    if (typeof value === "string") put(JSON.stringify(cut(value, left)));
    else if (typeof value !== "object" || value === null) put(JSON.stringify(value) ?? String(value));
    else if (Array.isArray(value)) writeEach("[", value.keys(), (at) => write(value[at]), "]");
    else writeEach("{", namesOf(value), (name) => writeField(name, value), "}");
  }

  function writeField(name: string, holder: object) {
    write(name);
    put(":");
    write((holder as Record<string, unknown>)[name]);
  }

  function writeEach<T>(open: string, items: Iterable<T>, writeItem: (item: T) => void, close: string) {
    put(open);
    let isFirst = true;
    for (const item of items) {
      if (left <= 0) return;
      if (!isFirst) put(",");
      isFirst = false;
      writeItem(item);
    }
    put(close);
  }

  write(value);
  const text = parts.join("");
  return text.length <= most ? text : `${cut(text, most)}…`;
}

/** Names of fields one by one: an object may have a million. */
function* namesOf(value: object): Generator<string> {
  for (const name in value) if (Object.hasOwn(value, name)) yield name;
}
