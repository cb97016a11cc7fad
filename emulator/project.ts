import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, InvalidInputError } from '../lib/errors';
import { jsonErrorPosition } from '../lib/json-error';

/** What the CDK would read from an app's folder before it runs the app. */
export interface CdkProject {
  readonly folder: string;
  /** The command that runs the app. */
  readonly app: string;
}

/**
 * Reads cdk.json and cdk.context.json as the CDK will.
 *
 * @param app command that runs the app, in place of cdk.json's
 * @throws InvalidInputError with every fault: a file that is no JSON object (with line and column), no command, a profile
 */
export function readProject(folder: string, app?: string): CdkProject {
  const faults: Fault[] = [];
  const settings = readObject(folder, 'cdk.json', 'mend it there', faults);
  readObject(folder, 'cdk.context.json', 'mend it there, or delete the file: the CDK looks its values up anew', faults);
  const command = app ?? settings?.['app'];
  if (faults.length === 0 && (typeof command !== 'string' || command === '')) {
    faults.push({
      property: 'cdk.json: app',
      got: settings === undefined ? 'no cdk.json' : 'nothing',
      allowed: "run this in the folder of a CDK app, or say how the app runs: --app 'node --import tsx bin/app.ts'",
    });
  }
  if (settings?.['profile'] !== undefined) {
    faults.push({
      property: 'cdk.json: profile',
      got: JSON.stringify(settings['profile']),
      allowed: 'no profile: the emulator must never meet real credentials; set AWS_PROFILE for real deployments instead',
    });
  }
  if (faults.length > 0 || typeof command !== 'string') throw new InvalidInputError(`the CDK project in ${folder}`, faults);
  return { folder, app: command };
}

function readObject(folder: string, file: string, cure: string, faults: Fault[]): Readonly<Record<string, unknown>> | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const position = jsonErrorPosition(text);
  if (position !== undefined) {
    const got = text.trim() === '' ? 'an empty file' : 'text that is not JSON';
    faults.push({
      property: `${file}:${position.line}:${position.column}`,
      got,
      allowed: `from this place on it is not JSON: ${cure}`,
    });
    return undefined;
  }
  const value: unknown = JSON.parse(text);
  if (isObject(value)) return value;
  faults.push({ property: file, got: JSON.stringify(value).slice(0, 40), allowed: `a JSON object: ${cure}` });
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
