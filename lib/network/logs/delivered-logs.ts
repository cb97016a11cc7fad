import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type LogGroup, ResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { IDependable } from 'constructs';

/** Id of the policy of a stack. */
const DELIVERY = 'StrongroomLogDelivery';

/**
 * Admits the delivery of AWS's services to a log group, for this account's logs. What logs there must wait for the policy that is
 * returned: without it, the service would write one of its own that no stack removes. It is one for all log groups of a stack, since an
 * account and region takes ten.
 *
 * Sources: "Enable logging from AWS services", "CloudWatch Logs quotas".
 */
export function admitDelivery(logGroup: LogGroup): IDependable {
  const stack = Stack.of(logGroup);
  const found = stack.node.tryFindChild(DELIVERY);
  const policy = found instanceof ResourcePolicy ? found : new ResourcePolicy(stack, DELIVERY);
  policy.document.addStatements(
    new PolicyStatement({
      principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroupArn(logGroup, 'log-stream:*')],
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({ service: 'logs', resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
        },
      },
    }),
  );
  return policy;
}

/** Without the `:*` that CloudFormation ends a log group's ARN with: some services refuse it. */
export function logGroupArn(logGroup: LogGroup, suffix?: string): string {
  return Stack.of(logGroup).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: suffix === undefined ? logGroup.logGroupName : `${logGroup.logGroupName}:${suffix}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
