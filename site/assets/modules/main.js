// What every page starts. Each call stands for itself: one that fails takes no other with it.
import { startAsk } from "./ask.js";
import { startCalendar } from "./calendar.js";
import { startCopy } from "./copy.js";
import { startDirectory } from "./directory.js";
import { startEscalations } from "./escalation.js";
import { startFeeds } from "./feeds.js";
import { startIncident } from "./incident.js";
import { startOffline } from "./offline.js";
import { startOnCall } from "./oncall-page.js";
import { startPages } from "./pages.js";
import { startPerson } from "./person.js";
import { startRunbook } from "./runbook.js";
import { startTimelines } from "./timeline.js";

for (const start of [
  startAsk,
  startCalendar,
  startCopy,
  startDirectory,
  startEscalations,
  startFeeds,
  startIncident,
  startOffline,
  startOnCall,
  startPages,
  startPerson,
  startRunbook,
  startTimelines,
]) {
  try {
    start();
  } catch (error) {
    console.error(error);
  }
}
