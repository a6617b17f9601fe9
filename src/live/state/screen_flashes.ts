const FLASH_MS = 10_000;

/**
 * The screens that somebody is looking for, each for ten seconds. A screen need not be known here: it may
 * come by polling.
 */
export type ScreenFlashes = {
  /**
   * @param isShown it has been sent to the screen already
   * @returns false when the screen flashes already: begun anew it could flash faster than eyes may bear
   */
  start(id: string, isShown: boolean): boolean;
  has(id: string): boolean;
  /** @returns true, once a flash, when the screen has still to be shown it */
  takeDue(id: string): boolean;
};

/** @param now epoch milliseconds */
export function createScreenFlashes(now: () => number): ScreenFlashes {
  const flashes = new Map<string, { until: number; isShown: boolean }>();

  function forgetEnded() {
    for (const [id, { until }] of flashes) if (until < now()) flashes.delete(id);
  }

  return {
    start(id, isShown) {
      forgetEnded();
      if (flashes.has(id)) return false;
      flashes.set(id, { until: now() + FLASH_MS, isShown });
      return true;
    },
    has(id) {
      forgetEnded();
      return flashes.has(id);
    },
    takeDue(id) {
      forgetEnded();
      const flash = flashes.get(id);
      if (!flash || flash.isShown) return false;
      flash.isShown = true;
      return true;
    },
  };
}
