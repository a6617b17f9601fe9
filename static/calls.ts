import { followCalls } from "./calls/follow_calls";
import { keepCalls } from "./calls/keep_calls";

keepCalls(window);
followCalls(window);
