/** The kinds of anomaly that a silence is: of a machine, and of a series that is missed while others come. */
export const MACHINE_SILENCE = "silence";
export const SERIES_SILENCE = "series_silence";

/** Whether an alarm is about a silence: it is known as long as nothing comes. */
export function isOfSilence(anomalyType: string): boolean {
  return anomalyType === MACHINE_SILENCE || anomalyType === SERIES_SILENCE;
}
