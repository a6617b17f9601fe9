import { keepCalls } from "./calls/keep_calls";
import { startTimers } from "./calls/timers";

startTimers(window);
keepCalls(window);
