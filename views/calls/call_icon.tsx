import type { Pictogram } from "../../src/domain/call/call_type";

const PATHS: Record<Pictogram, string> = {
  box: "M2 6l8-4 8 4v9l-8 4-8-4zm8 4v8m-8-12l8 4 8-4",
  check: "M3 11l5 5L17 4",
  wrench: "M17 5a5 5 0 0 1-7 6l-6 7-3-3 7-6a5 5 0 0 1 6-7l-3 3 3 3z",
  person: "M10 2a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM2 19a8 7 0 0 1 16 0z",
  shield: "M10 1l8 3v6q0 6-8 9-8-3-8-9V4z",
  hand: "M5 19V8a1.500 1.500 0 0 1 3 0V3a1.500 1.500 0 0 1 3 0v5a1.500 1.500 0 0 1 3 0v3a1.500 1.500 0 0 1 3 0v3l-2 5z",
};

/** The sign of a type of call: the shape tells it, also where the colour does not. Its word stands beside it. */
export function CallIcon({ pictogram }: { pictogram: Pictogram }) {
  return (
    <svg class="pictogram" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[pictogram]} />
    </svg>
  );
}
