import { survives } from "./survives";

survives("crowd", "one by one");
