import { InvalidInputError } from '../../lib/errors';
import { BREACH_DEADLINES, type BreachDeadline, duration, noticesOf } from '../../lib/response/breach-deadlines';

const law = 'GDPR Art. 33(1)';
const notices = (...deadlines: BreachDeadline[]) => noticesOf('Test/Clock', deadlines);

test('the deadlines are those of the laws', () => {
  expect(Object.fromEntries(Object.entries(BREACH_DEADLINES).map(([name, { hours }]) => [name, hours]))).toEqual({
    gdpr: 72,
    china: 4,
  });
});

test('each deadline is reminded of before, and said to be over, in the order of time', () => {
  expect(notices(...Object.values(BREACH_DEADLINES))).toEqual([
    { atHours: 3, text: '1 hour left of the 4 hours of PRC National Cybersecurity Incident Reporting Measures Art. 4.' },
    { atHours: 4, text: 'The 4 hours of PRC National Cybersecurity Incident Reporting Measures Art. 4 are over.' },
    { atHours: 48, text: '24 hours left of the 72 hours of GDPR Art. 33(1).' },
    { atHours: 72, text: 'The 72 hours of GDPR Art. 33(1) are over.' },
  ]);
});

test('what is to be said at the same hour is one notice', () => {
  const first = { law, hours: 24, reminderHours: 12 };
  const second = { law: 'NIS 2 Art. 23(4)(b)', hours: 72, reminderHours: 48 };
  expect(notices(first, second)).toEqual([
    { atHours: 12, text: '12 hours left of the 24 hours of GDPR Art. 33(1).' },
    { atHours: 24, text: 'The 24 hours of GDPR Art. 33(1) are over. 48 hours left of the 72 hours of NIS 2 Art. 23(4)(b).' },
    { atHours: 72, text: 'The 72 hours of NIS 2 Art. 23(4)(b) are over.' },
  ]);
});

test('one hour is not hours', () => {
  expect([duration(1), duration(2)]).toEqual(['1 hour', '2 hours']);
});

test.each([
  ['no deadline', [], /deadlines: got .*; at least one/],
  ['half an hour', [{ law, hours: 0.5, reminderHours: 0.1 }], /deadlines\[0\]\.hours: got '?0\.5'?; whole hours, 1 to 720/],
  ['a time that no execution lasts', [{ law, hours: 721, reminderHours: 1 }], /deadlines\[0\]\.hours/],
  ['no number', [{ law, hours: Number.NaN, reminderHours: 1 }], /deadlines\[0\]\.hours/],
  [
    'a reminder as late as the deadline',
    [{ law, hours: 4, reminderHours: 0 }],
    /deadlines\[0\]\.reminderHours: got '?0'?; whole hours, more than 0 and less than the deadline's 4/,
  ],
  ['a reminder as early as the clock', [{ law, hours: 4, reminderHours: 4 }], /deadlines\[0\]\.reminderHours/],
  ['a law that would end the text', [{ law: "Art. 1'", hours: 4, reminderHours: 1 }], /deadlines\[0\]\.law/],
  ['a law with a placeholder', [{ law: 'Art. {}', hours: 4, reminderHours: 1 }], /deadlines\[0\]\.law/],
  ['a law of two lines', [{ law: 'Art.\n1', hours: 4, reminderHours: 1 }], /deadlines\[0\]\.law/],
])('%s is refused', (_, deadlines: BreachDeadline[], message) => {
  expect(() => notices(...deadlines)).toThrow(InvalidInputError);
  expect(() => notices(...deadlines)).toThrow(/^breach clock 'Test\/Clock' is not valid:/);
  expect(() => notices(...deadlines)).toThrow(message);
});

test('every fault is named at once', () => {
  const faulty = { law: '', hours: 0, reminderHours: 1 };
  expect(() => notices(faulty, { ...faulty, hours: 4, reminderHours: 5 })).toThrow(
    /deadlines\[0\]\.law[\s\S]*deadlines\[0\]\.hours[\s\S]*deadlines\[1\]\.law[\s\S]*deadlines\[1\]\.reminderHours/,
  );
});
