type Properties = Readonly<Record<string, unknown>>;

/** A resource of a plain template. */
export function resource(Type: string, properties: Properties = {}, rest: Properties = {}) {
  return { Type, Properties: properties, ...rest };
}

/** A store of data about persons. */
export const ORDERS = resource('AWS::DynamoDB::Table', { Tags: [{ Key: 'strongroom:category', Value: 'personal' }] });
/** A store of anything else. */
export const PRICES = resource('AWS::DynamoDB::Table', { Tags: [{ Key: 'strongroom:category', Value: 'internal' }] });

/** A topic, and who hears it. */
export const TOPIC = resource('AWS::SNS::Topic', { TopicName: 'alarms' });
export function subscription(Protocol: unknown = 'email', given: Properties = {}, rest: Properties = {}) {
  return resource(
    'AWS::SNS::Subscription',
    { TopicArn: { Ref: 'Topic' }, Protocol, Endpoint: 'security@example.com', ...given },
    rest,
  );
}

/** What starts something on severe findings of GuardDuty. */
export const SEVERE = {
  source: ['aws.guardduty'],
  'detail-type': ['GuardDuty Finding'],
  detail: { severity: [{ numeric: ['>=', 7] }] },
};
export function rule(target: unknown, given: Properties = {}, rest: Properties = {}) {
  return resource('AWS::Events::Rule', { EventPattern: SEVERE, Targets: [{ Id: 'one', Arn: target }], ...given }, rest);
}

export const WAIT = { Type: 'Wait', Seconds: 172_800, Next: 'Remind' };
/** A definition that waits, and then publishes to a topic. */
export function definition(topic: unknown, states: Properties = { Wait: WAIT }) {
  const publish = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sns:publish',
    Parameters: { TopicArn: topic, 'Message.$': '$.id' },
    End: true,
  };
  return { StartAt: 'Wait', States: { ...states, Remind: publish } };
}

const CLOCK_TAGS = [{ Key: 'strongroom:control', Value: 'breach-clock' }];
export function machine(properties: Properties, rest: Properties = {}) {
  return resource(
    'AWS::StepFunctions::StateMachine',
    { RoleArn: 'arn:aws:iam::1:role/Clock', Tags: CLOCK_TAGS, ...properties },
    rest,
  );
}

/** A clock that everything is there for. */
export const CLOCK = machine({ Definition: definition({ Ref: 'Topic' }) });
export const COMPLETE = {
  Orders: ORDERS,
  Topic: TOPIC,
  Subscription: subscription(),
  Clock: CLOCK,
  Rule: rule({ Ref: 'Clock' }),
};

export const PARAMETER = { Ref: 'Parameter' };
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['IsProduction', one, other] });
