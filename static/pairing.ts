import { scriptHasStarted } from "./connection/refresh_first";
import { followCode } from "./kiosk/pairing";

followCode(window);
scriptHasStarted();
