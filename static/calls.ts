import { keepCalls } from "./calls/keep_calls";

keepCalls(window);
