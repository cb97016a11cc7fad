import { BadInputError, parseSettings } from '../../../lambda/key-check/input';

const GOOD = { ENVIRONMENT: 'prod', DECLARATION_PATH: '/strongroom/prod/keys', EVENT_BUS_NAME: 'findings' };

test('settings are the environment variables that the check needs, and no other', () => {
  expect(parseSettings({ ...GOOD, PATH: '/usr/bin' })).toEqual(GOOD);
});

test('every variable that is missing or wrong is named at once', () => {
  const parse = () => parseSettings({ ENVIRONMENT: '', DECLARATION_PATH: 'strongroom' });
  expect(parse).toThrow(BadInputError);
  expect(parse).toThrow(/ENVIRONMENT: .*; DECLARATION_PATH: .*; EVENT_BUS_NAME: /);
});
