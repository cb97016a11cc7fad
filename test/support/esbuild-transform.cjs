'use strict';
// Jest's transform: TypeScript to CommonJS through the esbuild that also bundles the handlers.
const { createHash } = require('node:crypto');
const esbuild = require('esbuild');

const OPTIONS = { loader: 'ts', format: 'cjs', target: 'node20', platform: 'node', sourcemap: 'inline' };

module.exports = {
  getCacheKey: (source, file) =>
    createHash('sha256').update(source).update(file).update(esbuild.version).update(JSON.stringify(OPTIONS)).digest('hex'),
  process: (source, file) => ({ code: esbuild.transformSync(source, { ...OPTIONS, sourcefile: file }).code }),
};
