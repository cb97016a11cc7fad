import { formatSummary, Gate } from '../lib';
import { addBaseline, addGate, synthesize } from './synthesize';

// `npm run exceptions`: every exception in force in the deployable app, soonest to expire first, for whoever reviews them.

const summary = synthesize(
  (app) => {
    addGate(app);
    addBaseline(app);
  },
  (app) => Gate.of(app).summary,
);
if (summary) console.log(formatSummary(summary));
