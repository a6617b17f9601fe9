import { survives } from "./survives";

survives("network", "together");
