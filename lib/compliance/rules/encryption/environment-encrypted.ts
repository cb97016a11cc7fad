import { Framework } from '../../citation';
import { keysNamed } from '../../facts/encryption/key-named';
import { NOT_APPLICABLE, type Rule, type Violation, violationsOrCompliant } from '../../rule';
import { isObject } from '../../template/resource';
import { read } from '../../template/values';

const KEY = 'KmsKeyArn';
const LOCATION = `Properties.${KEY}`;

/** The environment of a function is encrypted under a key of the organisation's: where and how it works stands there. */
export const environmentEncrypted: Rule = {
  id: 'EnvironmentEncrypted',
  severity: 'error',
  resourceTypes: ['AWS::Lambda::Function', 'AWS::Serverless::Function'],
  why: 'Without a key of your own, whoever may look at a function reads its environment.',
  fix: "Set 'KmsKeyArn' to a customer-managed key ('environmentEncryption' in the CDK: 'KeyHierarchy.of(scope).key(KeyPurpose.SECRETS)'), or take the variables out.",
  cites: {
    [Framework.GDPR]: ['32(1)(a)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.24'],
    [Framework.NIST80053]: ['SC-28'],
  },
  exceptable: true,
  check: (resource, index) => {
    const variables = read(index, resource, 'Environment.Variables');
    const isEmpty = (value: unknown) => value === undefined || (isObject(value) && Object.keys(value).length === 0);
    if (variables.every((target) => target.kind === 'literal' && isEmpty(target.value))) return NOT_APPLICABLE;
    return violationsOrCompliant(
      keysNamed(index, resource, read(index, resource, KEY)).flatMap((key): readonly Violation[] => {
        switch (key.kind) {
          case 'customer':
            return [];
          case 'unknown':
            return [
              {
                location: LOCATION,
                detail: `the environment is encrypted under a key that only the deployment knows (${key.text})`,
              },
            ];
          default:
            return [{ location: LOCATION, detail: 'the environment is not encrypted under a customer-managed key' }];
        }
      }),
    );
  },
};
