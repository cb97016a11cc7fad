import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PYTHON_PACKAGE = join('emulator', 'strongroom_emulator');

/** The folder of this package: the repository's root, or where the installed package stands. */
export function packageRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, PYTHON_PACKAGE)) && existsSync(join(folder, 'package.json'))) return folder;
  }
  throw new Error(`${PYTHON_PACKAGE} stands in no folder above ${__dirname}: the package is incomplete, install it anew`);
}

/** The folder that Python finds `strongroom_emulator` in. */
export function pythonPath(): string {
  return join(packageRoot(), 'emulator');
}
