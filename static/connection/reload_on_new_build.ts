const SPREAD_MS = 30_000;
const AT_MOST_EVERY_MS = 600_000;
const FRESH_CRITICAL_MS = 10_000;
const LOOK_AGAIN_MS = 5_000;
const ANSWER_WITHIN_MS = 5_000;
const STORED = "andon-reloaded";

/** Loads a new version of the page by itself. */
export type RollOver = {
  /** A new socket: what was heard on another one does not count. */
  opened(): void;
  heard(build: string): void;
};

/**
 * Two beats of one socket that name another build mean a new version. It is loaded some time within 30 s, so that not
 * every screen asks at once; neither twice in ten minutes nor in the first seconds of a critical alarm.
 * @param serverNow the server's clock: a kiosk's own may be years off
 */
export function watchVersion(build: string | null | undefined, serverNow: () => number): RollOver {
  let others = 0;
  let decided = false;

  function whenQuiet() {
    if (isAlarmed(serverNow()) || sinceReload() < AT_MOST_EVERY_MS) return later();
    void reloadWhenReachable(later);
  }

  const later = () => void setTimeout(whenQuiet, LOOK_AGAIN_MS);

  return {
    opened: () => void (others = 0),
    heard(named) {
      others = named === build ? 0 : others + 1;
      if (others < 2 || decided) return;
      decided = true;
      setTimeout(whenQuiet, Math.random() * SPREAD_MS);
    },
  };
}

/** Reloads a page only when the server can give it: otherwise a wall screen would end on the browser's error page. */
export async function reloadWhenReachable(otherwise: () => void) {
  const late = new AbortController();
  setTimeout(() => late.abort(), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(location.href, { cache: "no-store", signal: late.signal });
    if (!response.ok) return otherwise();
  } catch {
    return otherwise();
  }
  remember();
  location.reload();
}

function isAlarmed(now: number): boolean {
  const rows = document.querySelectorAll<HTMLElement>(
    '#anomaly-rows > [data-severity="critical"][data-state="new"]',
  );
  return [...rows].some((row) => Math.abs(now - Number(row.dataset.key)) < FRESH_CRITICAL_MS);
}

/** Since the last reload of ours; a clock that was set back leaves the age of the page. */
function sinceReload(): number {
  try {
    const stored = sessionStorage.getItem(STORED);
    if (stored === null) return Infinity;
    const since = Date.now() - Number(stored);
    return since >= 0 ? since : performance.now();
  } catch {
    return performance.now();
  }
}

function remember() {
  try {
    sessionStorage.setItem(STORED, String(Date.now()));
  } catch {
    // A browser that keeps nothing: then the page's own age limits the reloads.
  }
}
