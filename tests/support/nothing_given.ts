/** What the environment says of the site: nothing. */
export const NOTHING_GIVEN = {
  ...{ currency: undefined, peakRate: undefined, offPeakRate: undefined, peakHours: undefined },
  ...{ shiftHours: undefined, given: {} },
};
