import { dirname, resolve } from 'node:path';
import { InvalidInputError } from '../../errors';
import { isObject, own } from '../template/resource';
import type { TemplateInput } from './template-input';

/** A template and the file that it was read from. */
export interface FileInput {
  /** The file's absolute path. */
  readonly path: string;
  readonly input: TemplateInput;
}

/** More stacks than any sane set of files deploys: files that deploy each other twice make twice as many at every step. */
const MOST_STACKS = 2_000;

/** The resource of a template that deploys another file. */
interface Deployment {
  readonly logicalId: string;
  readonly url: string;
  readonly file: FileInput;
}

/**
 * Puts the templates of nested stacks into the stacks that deploy them, where a relative `TemplateURL` names one of the files. A
 * file that several stacks deploy is a template for each.
 *
 * @throws InvalidInputError when there are too many
 */
export function nestFiles(files: readonly FileInput[]): readonly TemplateInput[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const deployments = new Map(files.map((file) => [file, deploymentsOf(file, byPath)]));
  const deployed = new Map<FileInput, number>();
  for (const { file } of [...deployments.values()].flat()) deployed.set(file, (deployed.get(file) ?? 0) + 1);
  const inputs: TemplateInput[] = [];
  const seen = new Set<FileInput>();
  const names = new Set<string>();

  const add = (file: FileInput, input: TemplateInput, above: readonly FileInput[]): void => {
    if (inputs.length >= MOST_STACKS) {
      const got = `more than ${MOST_STACKS} nested stacks`;
      throw new InvalidInputError('templates', [{ property: above[0]?.input.file ?? '', got, allowed: 'fewer in one run' }]);
    }
    seen.add(file);
    inputs.push(input);
    names.add(input.name);
    for (const { file: below, logicalId, url } of deployments.get(file) ?? []) {
      // A circle of files: the stack that closes it deploys something that nobody judges.
      if (below === file || above.includes(below)) continue;
      const once = deployed.get(below) === 1 && !names.has(below.input.name);
      const name = once ? below.input.name : `${below.input.name} (in ${input.name}/${logicalId})`;
      add(below, { ...below.input, name, nestedIn: { template: input.name, logicalId, url } }, [...above, file]);
    }
  };
  for (const file of files) if (!deployed.has(file)) add(file, file.input, []);
  for (const file of files) if (!seen.has(file)) add(file, file.input, []);
  return inputs;
}

function deploymentsOf({ path, input }: FileInput, files: ReadonlyMap<string, FileInput>): readonly Deployment[] {
  const resources = own(input.template, 'Resources');
  if (!isObject(resources)) return [];
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    const url =
      own(resource, 'Type') === 'AWS::CloudFormation::Stack' ? own(own(resource, 'Properties'), 'TemplateURL') : undefined;
    if (typeof url !== 'string' || /^[a-z][a-z\d+.-]*:/i.test(url)) return [];
    const file = files.get(resolve(dirname(path), url));
    return file === undefined ? [] : [{ logicalId, url, file }];
  });
}
