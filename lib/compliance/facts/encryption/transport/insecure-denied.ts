import type { Statement } from '../../policies/statement';
import { denies, reaches, sureStatements, sureStatementsOf } from '../sure-denials';
import type { TransportCheck } from './transport-check';

const OBJECT_ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

/** Whether a statement refuses everyone these actions without TLS. */
function deniesInsecure(statement: Statement, ...actions: readonly string[]): boolean {
  return denies(statement, { actions, operator: /^Bool(IfExists)?$/, key: 'aws:securetransport' });
}

/** The policy of every bucket refuses requests without TLS, for the bucket and for its objects. */
export const bucketTransport: TransportCheck = (bucket, index) => {
  const statements = index.derive(sureStatements).get(bucket) ?? [];
  const objects = statements.some((each) => deniesInsecure(each, ...OBJECT_ACTIONS) && reaches(each, 'objects'));
  const itself = statements.some((each) => deniesInsecure(each, 's3:ListBucket') && reaches(each, 'bucket'));
  if (objects && itself) return [];
  const what = objects ? ' about itself' : itself ? ' for its objects' : '';
  return [
    {
      location: 'Properties',
      detail: `the bucket answers requests${what} without TLS: no policy of it denies them to everyone where 'aws:SecureTransport' is false`,
    },
  ];
};

/** The policy of a queue or topic refuses requests without TLS. */
export function messagesTransport(what: string, ...actions: readonly string[]): TransportCheck {
  return (store, index) => {
    const statements = index.derive(sureStatements).get(store) ?? [];
    if (statements.some((statement) => deniesInsecure(statement, ...actions))) return [];
    return [
      {
        location: 'Properties',
        detail: `the ${what} of personal data answers requests without TLS: no policy of it denies ${actions.join(' and ')} to everyone where 'aws:SecureTransport' is false`,
      },
    ];
  };
}

/** The policy of a file system refuses mounts without TLS. */
export const fileSystemTransport: TransportCheck = (fileSystem, index) => {
  const statements = sureStatementsOf(fileSystem, 'FileSystemPolicy', index);
  if (statements.some((statement) => deniesInsecure(statement, 'elasticfilesystem:ClientMount'))) return [];
  return [
    {
      location: 'Properties.FileSystemPolicy',
      detail:
        "the file system can be mounted without TLS: its policy does not deny everyone to mount it where 'aws:SecureTransport' is false",
    },
  ];
};
