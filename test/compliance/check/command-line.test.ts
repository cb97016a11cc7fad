import { spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith, TOPIC } from './folder';

const ROOT = join(__dirname, '..', '..', '..');
const LOADER = join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs');

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in a folder; `pipe`: what reads its output. */
function run(folder: string, args: readonly string[], pipe = ''): Promise<Ended> {
  const command = `"$0" --import "$1" "$2" check "\${@:3}" ${pipe}; exit "\${PIPESTATUS[0]}"`;
  const child = spawn('bash', ['-c', command, process.execPath, LOADER, join(ROOT, 'bin', 'cli.ts'), ...args], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += String(data);
  });
  child.stderr.on('data', (data) => {
    stderr += String(data);
  });
  return new Promise((resolve) => child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr })));
}

const OPEN = `Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties: { GroupDescription: x, SecurityGroupIngress: [{ IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }] }
`;

const GROUP = OPEN.replace('0.0.0.0/0', '10.0.0.0/8');

test('exits 0 when nothing fails, and says what was judged', async () => {
  const ended = await run(folderWith({ 'web.yaml': GROUP }), ['web.yaml']);
  expect(ended).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/^Checked 1 template with 1 resource by \d+ rules .*: 0 findings/),
    stderr: '',
  });
});

test('exits 1 for findings, without colours where nobody looks', async () => {
  const ended = await run(folderWith({ 'web.yaml': OPEN }), ['.', '--framework', 'mlps3']);
  expect(ended).toMatchObject({ exitCode: 1, stderr: '' });
  expect(ended.stdout).toMatch(/^web\.yaml\n\nERROR Strongroom::AdministrationClosed {2}web\.yaml:4:\d+\n {2}web\.yaml\/Web /);
  expect(ended.stdout).not.toContain('\u001b');
});

test('a disk that is full is bad output, and no finding', async () => {
  const { exitCode, stderr } = await run(folderWith({ 'web.yaml': OPEN }), ['web.yaml'], '> /dev/full');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^Standard output cannot be written: .*no space left on device.*\n$/);
});

test('exits 2 for bad input, with every faulty file and no stack trace', async () => {
  const folder = folderWith({ 'a.yaml': 'Resources: {\n', 'b.json': '{"Resources": {},}', 'c.yaml': TOPIC });
  const { exitCode, stdout, stderr } = await run(folder, ['.', 'nowhere']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(
    /^input is not valid:\n {2}- a\.yaml:2:1: got text that is no YAML .*\n {2}- b\.json:1:18: got text that is no JSON.*\n {2}- nowhere: got nothing .*\n$/,
  );
});

test('--out writes the whole report or nothing, and --baseline reads it', async () => {
  const folder = folderWith({ 'web.yaml': OPEN });
  expect(await run(folder, ['web.yaml', '--format', 'json', '--out', 'report.json'])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: '',
  });
  expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({ schema: 'strongroom-check/1' });
  expect(readdirSync(folder).sort()).toEqual(['report.json', 'web.yaml']);
  expect(await run(folder, ['web.yaml', '--baseline', 'report.json'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('1 known by the baseline'),
  });
  expect(await run(folder, ['nowhere.yaml', '--out', 'other.json'])).toMatchObject({ exitCode: 2 });
  expect(existsSync(join(folder, 'other.json'))).toBe(false);
});

test('--out follows a link, and writes to what is no file in place of replacing it', async () => {
  const folder = folderWith({ 'web.yaml': OPEN, 'deep/report.txt': '' });
  symlinkSync(join('deep', 'report.txt'), join(folder, 'link'));
  expect(await run(folder, ['web.yaml', '--out', 'link'])).toMatchObject({ exitCode: 1 });
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, 'deep', 'report.txt'), 'utf8')).toContain('Checked 1 template');
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  const reader = spawn('sh', ['-c', 'cat pipe > copy'], { cwd: folder });
  const ended = new Promise((resolve) => reader.once('close', resolve));
  expect(await run(folder, ['web.yaml', '--out', 'pipe'])).toMatchObject({ exitCode: 1, stderr: '' });
  expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true);
  await ended;
  expect(readFileSync(join(folder, 'copy'), 'utf8')).toContain('Checked 1 template');
});

test('what is wrong is told in lines of its own, whatever a file is called', async () => {
  const { exitCode, stderr } = await run(folderWith({}), ['a\u001b[2J']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('a\\u{1b}[2J: got nothing') });
});

test('a reader that goes away is no error', async () => {
  const text =
    OPEN + Array.from({ length: 2000 }, (_, i) => OPEN.split('\n').slice(1).join('\n').replace('Web', `Web${i}`)).join('');
  const ended = await run(folderWith({ 'web.yaml': text }), ['web.yaml'], '| head -n 1');
  expect(ended).toEqual({ exitCode: 1, stdout: 'web.yaml\n', stderr: '' });
});

test('--help names every flag and the exit codes', async () => {
  const { exitCode, stdout } = await run(ROOT, ['--help']);
  expect(exitCode).toBe(0);
  for (const flag of ['framework', 'format', 'out', 'baseline', 'region', 'account', 'parameter', 'existing'])
    expect(stdout).toContain(`--${flag}=<`);
  expect(stdout).toContain('0 when nothing fails, 1 for findings, 2 for bad input');
  expect(stdout).not.toContain('today');
});
