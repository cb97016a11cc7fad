import { encryptionsOf } from '../../../../lib/compliance/facts/encryption/store-encryption';
import { STORE_TYPES } from '../../../../lib/compliance/facts/stores/store-types';
import { TemplateIndex } from '../../../../lib/compliance/template/template-index';

const BlockDeviceMappings = [{ Ebs: { VolumeSize: 8 } }];
const DEVICES: Readonly<Record<string, object>> = {
  'AWS::AutoScaling::LaunchConfiguration': { BlockDeviceMappings },
  'AWS::EC2::Instance': { BlockDeviceMappings },
  'AWS::EC2::LaunchTemplate': { LaunchTemplateData: { BlockDeviceMappings } },
};

test.each(STORE_TYPES)(
  'it is known how %s is encrypted, and that it is not by a key of the customer unless it says so',
  (Type) => {
    const index = new TemplateIndex([
      { name: 'Test', template: { Resources: { Store: { Type, Properties: DEVICES[Type] ?? {} } } } },
    ]);
    const kinds = index.ofType(Type).flatMap((store) => encryptionsOf(store, index).map(({ kind }) => kind));
    expect(kinds).not.toEqual([]);
    expect(kinds).not.toContain('customer');
  },
);
