/** How long before a day a warning is due. */
const NOTICE_DAYS = 90;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Whether a day (`YYYY-MM-DD`) has come. */
export function hasCome(day: string, today: string): boolean {
  return day <= today;
}

/** Whether a day is at most 90 days ahead. */
export function isNear(day: string, today: string): boolean {
  return Date.parse(day) - Date.parse(today) <= NOTICE_DAYS * DAY_MILLISECONDS;
}

/** `1 day`, `30 days`. */
export function inDays(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
