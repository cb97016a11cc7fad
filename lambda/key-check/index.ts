import { setTimeout } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { keyStore, putEvents, readDeclarations } from './clients';
import { checkKeys } from './core';
import { assertEvent, parseSettings } from './input';
import { publish, toEvent } from './publish';

const settings = parseSettings(process.env);
const logger = new Logger({ serviceName: 'key-check' });
const metrics = new Metrics({ namespace: 'Strongroom' });
// Alarms watch an environment, whichever function measured it.
metrics.clearDefaultDimensions();
metrics.setDefaultDimensions({ environment: settings.ENVIRONMENT });

/** Compares every key with its declaration and with what KMS says of it, and reports each difference to the event bus, as a metric and in the log. */
export async function handler(event: unknown): Promise<{ checked: number; findings: number }> {
  assertEvent(event);
  const now = new Date();
  const declarations = await readDeclarations(settings.DECLARATION_PATH);
  const findings = await checkKeys(settings.KEYS, declarations, keyStore, now);
  for (const finding of findings) logger.warn('key differs from its declaration', { finding });
  logger.info('keys checked', { checked: settings.KEYS.length, findings: findings.length });
  metrics.addMetric('KeysChecked', MetricUnit.Count, settings.KEYS.length);
  metrics.addMetric('KeyFindings', MetricUnit.Count, findings.length);
  metrics.publishStoredMetrics();
  const events = findings.map((finding) => toEvent(finding, settings.ENVIRONMENT, settings.EVENT_BUS_NAME, now));
  await publish(events, putEvents, (attempt) => setTimeout(2 ** attempt * 100));
  return { checked: settings.KEYS.length, findings: findings.length };
}
