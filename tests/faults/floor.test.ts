import { survives } from "./survives";

survives(["server", "redis", "network", "restore"], "together");
