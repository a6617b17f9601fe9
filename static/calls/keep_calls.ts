import { serverNow } from "../page/clock";
import type { PageWindow } from "../page/window";

const KEPT = "andon-calls";
const ANSWERED_WITHIN_MS = 4_000;
const AGAIN_AFTER_MS = 2_000;

/** A call as it was pressed: it keeps its id and its time until a server has it. */
type PressedCall = { type: string; machine?: string; area?: string; id: string; at: string };

/**
 * Sends calls that are pressed on this page, and keeps those that no server takes, also over a restart of the browser, until
 * one does. Without script the form is sent as any other.
 */
export function keepCalls(window: PageWindow) {
  const { document, location } = window;
  const note = document.querySelector<HTMLElement>("#kept-calls");
  if (!note) return;
  const url = `${document.body.dataset.base ?? ""}/api/v1/calls`;
  const { kept, keep } = storeOf(window);
  let isSending = false;

  const say = (sentence = "") => {
    note.textContent = sentence;
    note.hidden = sentence === "";
  };

  async function sendAll() {
    if (isSending) return;
    isSending = true;
    const before = kept().length;
    let refused: string | undefined;
    for (const call of kept()) {
      const sent = await send(window, url, call);
      if (sent === "away") break;
      refused = sent.refused;
      keep(kept().filter(({ id }) => id !== call.id));
    }
    isSending = false;
    const left = kept().length;
    if (refused !== undefined) return say(refused);
    if (left > 0) return say((note?.dataset.textKept ?? "").replace("{count}", String(left)));
    if (before > 0) location.reload();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-call]")) return;
    event.preventDefault();
    const fields = new window.FormData(form);
    const place = fields.has("machine") ? "machine" : "area";
    const type = (event.submitter as HTMLButtonElement | null)?.value ?? "";
    const at = new Date(serverNow(document)).toISOString();
    keep([...kept(), { type, [place]: String(fields.get(place)), id: newId(window), at }]);
    void sendAll();
  });
  window.addEventListener("online", () => void sendAll());
  window.setInterval(() => {
    if (kept().length > 0) void sendAll();
  }, AGAIN_AFTER_MS);
  if (kept().length > 0) void sendAll();
}

/** The calls that wait to be sent. */
function storeOf({ localStorage }: PageWindow) {
  const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]") as PressedCall[];
  const keep = (calls: readonly PressedCall[]) => localStorage.setItem(KEPT, JSON.stringify(calls));
  return { kept, keep };
}

async function send(
  { fetch }: PageWindow,
  url: string,
  call: PressedCall,
): Promise<"away" | { refused?: string }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(call),
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
    if (response.ok) return {};
    // A proxy answers for a server that is away, and a server for its database.
    if (response.status >= 500 || response.status === 429) return "away";
    return { refused: String(((await response.json()) as Refusal).error.message) };
  } catch {
    return "away";
  }
}

type Refusal = { error: { message: string } };

/** A UUID, version 4; `crypto.randomUUID` is only there by https. */
function newId({ crypto }: PageWindow): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
