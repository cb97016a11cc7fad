import { grouped } from '../../template/grouped';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { read } from '../../template/values';

const ATTACHMENT = 'AWS::SecretsManager::SecretTargetAttachment';

/**
 * The databases that secrets open: those that a secret is attached to, and those that made one themselves, which a policy names as
 * `MasterUserSecret.SecretArn` of the database.
 *
 * @param secrets what a policy names where it lets somebody read secrets
 */
export function opensDatabases(secrets: readonly Resource[], index: TemplateIndex): readonly Resource[] {
  const attached = index.derive(databasesBySecret);
  return secrets.flatMap((secret) => [
    ...(attached.get(secret) ?? []),
    ...(secret.type.startsWith('AWS::SecretsManager::') ? [] : [secret]),
  ]);
}

/** The databases of each secret, and of each attachment of one. */
function databasesBySecret(index: TemplateIndex): ReadonlyMap<Resource, readonly Resource[]> {
  return grouped(
    index.ofType(ATTACHMENT).flatMap((attachment) => {
      const [secrets, targets] = ['SecretId', 'TargetId'].map((path) =>
        read(index, attachment, path).flatMap((target) => (target.kind === 'resource' ? [target.resource] : [])),
      );
      return [attachment, ...(secrets ?? [])].flatMap((secret) =>
        (targets ?? []).map((database): [Resource, Resource] => [secret, database]),
      );
    }),
  );
}
