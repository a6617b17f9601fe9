import type { Severity } from "../../src/domain/alarm/alarm";
import { text } from "../../src/words/text";

/** The meaning of a sign: the severity of an alarm, information, or success. */
export type Tone = Severity | "info" | "success";

const WORDS: Record<Tone, string> = { ...text.severity, info: text.toast.info, success: text.toast.done };

/** A sign that differs in shape as well as in colour. Its word is for screen readers. */
export function ToneIcon({ tone }: { tone: Tone }) {
  return (
    <svg class={`sign ${tone}`} viewBox="0 0 20 20" role="img" aria-label={WORDS[tone]}>
      {shape(tone)}
    </svg>
  );
}

/** A bell that is crossed out: an alarm that calls nobody. Its word is for screen readers. */
export function SuppressedIcon({ word }: { word: string }) {
  return (
    <svg class="sign" viewBox="0 0 20 20" role="img" aria-label={word}>
      <path d="M10 2a5 5 0 0 1 5 5v5l2 3H3l2-3V7a5 5 0 0 1 5-5zM8 16h4a2 2 0 0 1-4 0z" />
      <path stroke="currentColor" stroke-width="2" d="M1 1l18 18" />
    </svg>
  );
}

function shape(tone: Tone) {
  switch (tone) {
    case "critical":
      return (
        <>
          <path d="M6 1h8l5 5v8l-5 5H6l-5-5V6z" />
          <path class="mark" d="M9 4.5h2l-.3 7H9.3zM9 13.2h2v2.2H9z" />
        </>
      );
    case "warning":
      return (
        <>
          <path d="M10 1l9.5 17.5H.5z" />
          <path class="mark" d="M9 7h2l-.3 6H9.3zM9 14.5h2v2H9z" />
        </>
      );
    case "normal":
      return (
        <>
          <path d="M10 .8l9.2 9.2-9.2 9.2L.8 10z" />
          <path class="mark" d="M9 5h2l-.3 6.3H9.3zM9 13h2v2H9z" />
        </>
      );
    case "info":
      return (
        <>
          <circle cx="10" cy="10" r="9" />
          <path class="mark" d="M9 4.8h2v2H9zM9 8.5h2v7H9z" />
        </>
      );
    case "success":
      return (
        <>
          <rect x="1" y="1" width="18" height="18" rx="4" />
          <path class="stroke" d="M5.5 10.5l3.2 3.2 6-7" />
        </>
      );
  }
}
