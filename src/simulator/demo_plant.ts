import { SEED_GUIDANCE } from "./seed_guidance";
import { SEED_MACHINES, SEED_RULES } from "./seed_machines";

/** The demo plant as an empty database gets it: machines, what to do about their alarms, and rules about them. */
export const DEMO_PLANT = { machines: SEED_MACHINES, guidance: SEED_GUIDANCE, rules: SEED_RULES };
