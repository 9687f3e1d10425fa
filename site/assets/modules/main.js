// What every page starts. Each call stands for itself: one that fails takes no other with it.
import { startOnCall } from "./oncall-page.js";
import { startPages } from "./pages.js";

for (const start of [
  startOnCall,
  startPages,
]) {
  try {
    start();
  } catch (error) {
    console.error(error);
  }
}
