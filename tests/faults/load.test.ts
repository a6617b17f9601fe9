import { survives } from "./survives";

survives("load", "one by one");
