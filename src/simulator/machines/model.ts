import type { Random } from "../random";

/** The fault of a simulated machine. Severity is a multiplier, 1 to 5. */
export type ActiveFault = { kind: string; severity: number };

/** The inputs of one step: the span, in seconds, that ends at `at`, and the surroundings. */
export type Moment = {
  /** Epoch milliseconds. */
  at: number;
  seconds: number;
  random: Random;
  fault: ActiveFault | undefined;
  rated_kw: number;
};

export type Step<S> = { state: S; metrics: Record<string, number>; mode: string };

/** A type of machine: its initial state, its step, and its possible faults. */
export type MachineModel<S> = {
  start(moment: Omit<Moment, "trouble">): S;
  step(state: S, moment: Moment): Step<S>;
  faults: readonly string[];
};

/** A measured value: with Gaussian noise of this relative size, never negative, rounded to a thousandth. */
export function measured(value: number, share: number, random: Random): number {
  return rounded(Math.max(0, random.normal(value, Math.abs(value) * share)));
}

export function rounded(value: number, digits = 3): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** A first-order lag with this time constant on its way to `target`; exact for any step. */
export function lagged(value: number, target: number, seconds: number, constantSeconds: number): number {
  return target + (value - target) * Math.exp(-seconds / constantSeconds);
}

/**
 * The next value of a quantity that varies around `mean` with this standard deviation and correlation time
 * (an Ornstein–Uhlenbeck process, exact for any step).
 */
export function wandered(
  value: number,
  { mean, sd, memorySeconds }: { mean: number; sd: number; memorySeconds: number },
  { seconds, random }: Pick<Moment, "seconds" | "random">,
): number {
  const kept = Math.exp(-seconds / memorySeconds);
  return random.normal(mean + (value - mean) * kept, sd * Math.sqrt(1 - kept * kept));
}

/** kWh drawn in a span at this power. */
export function energy(kw: number, seconds: number): number {
  return (kw * seconds) / 3600;
}

const NOMINAL_VOLTS = 400;

/**
 * The readings of a three-phase meter at this power: V, A and power factor (400 V, 2 % noise; factor 0.85 to
 * 0.95).
 */
export function electrical(kw: number, random: Random) {
  const factor = random.uniform(0.85, 0.95);
  const amps = (kw * 1000) / (Math.sqrt(3) * NOMINAL_VOLTS * factor);
  return {
    voltage_v: measured(NOMINAL_VOLTS, 0.02, random),
    current_a: measured(amps, 0.02, random),
    power_factor: rounded(factor),
  };
}
