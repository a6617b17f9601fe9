import { whyNoPostgres } from "../support/postgres";
import { survives } from "./survives";

survives(["freeze", "partition", "cluster", "refusal"], "together", [whyNoPostgres]);
