import { survives } from "./survives";

survives("server", "together");
