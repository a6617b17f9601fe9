import { startTimers } from "./calls/timers";

startTimers(window);
