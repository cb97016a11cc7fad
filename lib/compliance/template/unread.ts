/** What stands in a text for what only the deployment knows, and no reference tells. */
export const UNREAD = `\${Token}`;

/** Whether a text has a part that nobody knows before the deployment: also a dynamic reference, which CloudFormation resolves then. */
export function isUnread(text: string): boolean {
  return text.includes(UNREAD) || text.includes('{{resolve:');
}
