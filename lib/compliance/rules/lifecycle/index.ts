import type { Rule } from '../../rule';
import { imagesScanned } from './images-scanned';
import { instancesHardened } from './instances-hardened';
import { patched } from './patched';
import { runtimeSupported } from './runtime-supported';
import { serviceOpen } from './service-open';
import { uploadsScanned } from './uploads-scanned';

export const LIFECYCLE: readonly Rule[] = [
  runtimeSupported,
  serviceOpen,
  patched,
  imagesScanned,
  uploadsScanned,
  instancesHardened,
];
