import { foldGroups } from "./alarms/groups";

foldGroups(document);
