import { answerByKeys } from "./alarms/keys";

answerByKeys(document);
