import { survives } from "./survives";

survives("disk", "one by one");
