import { text } from "../../src/words/text";

/** The id of the dialog in which a shared tablet asks who answers. */
export const WHO_DIALOG = "who";

/** The dialog, closed and empty: what it asks comes from the server, and the page's script opens it then. */
export function WhoDialog() {
  return (
    <dialog
      id={WHO_DIALOG}
      aria-labelledby="who-title"
      data-text-unreachable={text.answering.unreachable}
      data-text-failed={text.answering.failed}
    />
  );
}
