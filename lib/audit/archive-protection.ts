import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/** What makes an object, by whatever way, or changes what is said of it or which key it is under. */
const WRITES = [
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersionTagging',
  's3:PutObject',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
  's3:ReplicateDelete',
  's3:ReplicateObject',
  's3:ReplicateTags',
  's3:UpdateObjectEncryption',
];
const DELETIONS = ['s3:BypassGovernanceRetention', 's3:DeleteBucket', 's3:DeleteObject', 's3:DeleteObjectVersion'];
/** What would make objects go sooner, those that are there or those to come. */
const CHANGES = ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning', 's3:PutLifecycleConfiguration'];

/**
 * Logs come from AWS services, never from a principal of the account, and go by lifecycle alone, which only a deployment changes:
 * CloudFormation's calls come through a service, with a role of its own or without. Source: "Forward access sessions (FAS) requests
 * and permission evaluation".
 *
 * Changes of the policy itself stay open, or a mistake in it could be undone by root only; what Object Lock holds, it holds whatever
 * the policy says.
 *
 * @param disposable whether the bucket goes with its stack, and may be emptied for that
 */
export function protectLogs(bucket: Bucket, disposable: boolean): void {
  const refuse = (sid: string, actions: string[], resources: string[], conditions = {}) =>
    bucket.addToResourcePolicy(
      new PolicyStatement({ sid, effect: Effect.DENY, principals: [new AnyPrincipal()], actions, resources, conditions }),
    );
  const objects = bucket.arnForObjects('*');
  refuse('RefuseForgedLogs', WRITES, [objects], { Bool: { 'aws:PrincipalIsAWSService': 'false' } });
  if (disposable) return;
  refuse('RefuseDeletion', DELETIONS, [bucket.bucketArn, objects]);
  refuse('RefuseChangesByHand', CHANGES, [bucket.bucketArn], { Bool: { 'aws:ViaAWSService': 'false' } });
}
