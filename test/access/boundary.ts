import { KEY_ADMINISTRATORS_PATH, WorkloadBoundary, type WorkloadBoundaryProps } from '../../lib/access/permissions-boundary';
import { testStack } from '../support/app';
import type { Statement } from './evaluate';

const PREFIX = 'strongroom-dev-';
export const HERE = {
  'aws:RequestedRegion': 'eu-central-1',
  'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/strongroom-dev-worker',
};
export const ROLES = 'arn:aws:iam::123456789012:role/';
export const named = (role: string) => ({ 'aws:PrincipalArn': `${ROLES}${role}` });
export const BUCKET = 'arn:aws:s3:::strongroom-dev-audit-archive-1a2b';
export const KEY_ADMINISTRATOR = { 'aws:PrincipalArn': `arn:aws:iam::123456789012:role${KEY_ADMINISTRATORS_PATH}security` };

/** `logs:log-group:x` in the account. */
export function arn(short: string): string {
  return `arn:aws:${short.replace(':', ':eu-central-1:123456789012:')}`;
}

export function statements(props: WorkloadBoundaryProps = {}, stack = testStack()): Statement[] {
  const boundary = new WorkloadBoundary(stack, 'Boundary', { prefix: PREFIX, ...props });
  return stack.resolve(boundary.policy.document).Statement;
}

export function statement(sid: string): Statement | undefined {
  return statements().find(({ Sid }) => Sid === sid);
}
