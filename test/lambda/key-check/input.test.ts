import { BadInputError, parseSettings } from '../../../lambda/key-check/input';

const KEYS = '{"logs":{"keyId":"arn","existing":false}}';
const GOOD = { ENVIRONMENT: 'prod', DECLARATION_PATH: '/strongroom/prod/keys', EVENT_BUS_NAME: 'findings', KEYS };

test('settings are the environment variables that the check needs, and no other', () => {
  expect(parseSettings({ ...GOOD, PATH: '/usr/bin' })).toEqual({
    ...GOOD,
    KEYS: [{ purpose: 'logs', keyId: 'arn', existing: false }],
  });
});

test('every variable that is missing or wrong is named at once', () => {
  const parse = () => parseSettings({ ENVIRONMENT: '', DECLARATION_PATH: 'strongroom' });
  expect(parse).toThrow(BadInputError);
  expect(parse).toThrow(/ENVIRONMENT: .*; DECLARATION_PATH: .*; EVENT_BUS_NAME: .*; KEYS: /);
});

test.each(['no JSON', '{}', '{"logs":"arn"}', '{"logs":{"keyId":"","existing":false}}'])(
  'keys that are %s are refused: a check of nothing would look like a check that found nothing',
  (keys) => {
    expect(() => parseSettings({ ...GOOD, KEYS: keys })).toThrow(/^KEYS/);
  },
);
