'use strict';
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// Jest's global setup and teardown: whatever a test leaves in the temporary folder goes with the run.
let folder;
let outer;

module.exports = async () => {
  outer = process.env.TMPDIR;
  folder = mkdtempSync(join(tmpdir(), 'strongroom-tests-'));
  process.env.TMPDIR = folder;
};

module.exports.remove = () => {
  if (outer === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = outer;
  rmSync(folder, { recursive: true, force: true });
};
