import { existsSync, readFileSync } from 'node:fs';
import { run } from '../../emulator/process';

const NODE = process.execPath;
const OPTIONS = { purpose: 'the test', timeoutSeconds: 30, env: {}, cwd: __dirname };

describe('a command', () => {
  test('has its own environment only, nothing to read, and its lines told as they come', async () => {
    const lines: string[] = [];
    const script =
      "process.stdin.on('data', () => {}); console.log(Object.keys(process.env).length); console.error('e'); process.exit(3)";
    const result = await run(NODE, ['-e', script], { ...OPTIONS, onLine: (line) => lines.push(line) });
    expect(result).toMatchObject({ exitCode: 3, errors: 'e' });
    expect(lines.sort()).toEqual(['0', 'e']);
  });

  test('that can’t be started ends with 127 and the reason', async () => {
    expect(await run('/nowhere/at-all', [], OPTIONS)).toMatchObject({ exitCode: 127, errors: expect.stringContaining('ENOENT') });
  });

  test('that takes too long is stopped with all it started', async () => {
    const script =
      "const c = require('node:child_process').spawn('sleep', ['600']); console.log(c.pid); setInterval(() => {}, 1000)";
    const lines: string[] = [];
    const running = run(NODE, ['-e', script], {
      ...OPTIONS,
      env: process.env,
      timeoutSeconds: 1,
      onLine: (line) => lines.push(line),
    });
    await expect(running).rejects.toMatchObject({
      name: 'CommandFailure',
      exitCode: 2,
      message: expect.stringContaining('the test did not end within 1 s'),
    });
    while (isRunning(Number(lines[0]))) await new Promise((resolve) => setTimeout(resolve, 50));
  });

  test('is stopped by a signal, whose reason is thrown', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped by SIGINT');
    const running = run(NODE, ['-e', "console.log('up'); setInterval(() => {}, 1000)"], {
      ...OPTIONS,
      signal: controller.signal,
      onLine: () => controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
    await expect(run(NODE, ['-e', '0'], { ...OPTIONS, signal: controller.signal })).rejects.toBe(reason);
  });
});

/** Where nothing reaps orphans, an ended process stays as a zombie (Z), which no longer runs. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
}
