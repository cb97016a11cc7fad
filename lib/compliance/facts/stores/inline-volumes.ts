import { intrinsic, isNoValue, isObject, type JsonObject, type Resource } from '../../template/resource';

/** Where a type that runs, or launches, instances declares their block devices. */
const BLOCK_DEVICES: Readonly<Record<string, (properties: JsonObject) => unknown>> = {
  'AWS::AutoScaling::LaunchConfiguration': (properties) => properties['BlockDeviceMappings'],
  'AWS::EC2::Instance': (properties) => properties['BlockDeviceMappings'],
  'AWS::EC2::LaunchTemplate': ({ LaunchTemplateData: data }) => {
    return isObject(data) && intrinsic(data) === undefined ? data['BlockDeviceMappings'] : data;
  },
};

/** Whether a resource runs or launches instances and declares none of their volumes: those of the image are the image's. */
export function isWithoutVolumes({ type, properties }: Resource): boolean {
  const devicesOf = BLOCK_DEVICES[type];
  if (devicesOf === undefined) return false;
  const devices = devicesOf(properties);
  if (devices === undefined || isNoValue(devices)) return true;
  return Array.isArray(devices) && devices.every(isNoVolume);
}

/** What only the deployment knows may be a volume. */
function isNoVolume(device: unknown): boolean {
  if (isNoValue(device)) return true;
  return isObject(device) && intrinsic(device) === undefined && (device['Ebs'] === undefined || isNoValue(device['Ebs']));
}
