import { survives } from "./survives";

survives("redis", "together");
