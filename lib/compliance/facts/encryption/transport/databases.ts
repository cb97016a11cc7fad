import type { Violation } from '../../../rule';
import type { Target } from '../../../template/references';
import { isObject, type Resource } from '../../../template/resource';
import type { TemplateIndex } from '../../../template/template-index';
import { describe, read, readFrom } from '../../../template/values';
import { isPartOfCluster } from '../../stores/store-types';
import { type EngineTls, engineTlsOf, isByDefault } from './database-tls';
import { isAllOf, partsOf, type TransportCheck } from './transport-check';

/** Where a type has what decides. */
interface Database {
  /** The property that names the parameter group. */
  readonly group: string;
  /** The engine, or the property that names it. */
  readonly engine: string | { readonly property: string };
  /**
   * The property that has the engine's version.
   * @default - none has
   */
  readonly version?: string;
}

/** What a database of a type says of itself: the parameter group decides, then the default of engine and version. */
export function databaseTransport(database: Database): TransportCheck {
  return (resource, index) => {
    if (isPartOfCluster(resource, index)) return undefined;
    const oracle = oracleTransport(resource, index);
    if (oracle !== undefined) return oracle;
    return read(index, resource, database.group).flatMap((group): readonly Violation[] => {
      const location = `Properties.${database.group}`;
      if (group.kind === 'literal' && group.value === undefined) return withoutGroup(resource, database, index);
      if (group.kind === 'resource') return ofGroup(group.resource, location, index);
      const known =
        group.kind === 'literal' && /^default\./.test(String(group.value)) ? engineTlsOf(String(group.value)) : undefined;
      if (known !== undefined && isByDefault(known.tls, known.version)) return [];
      if (known !== undefined) return [{ location, detail: takesPlaintext(known.tls, 'the default parameter group') }];
      return [
        {
          location,
          detail: `whether the database takes plaintext is in a parameter group that nobody sees: it is ${describe([group])}`,
        },
      ];
    });
  };
}

function withoutGroup(resource: Resource, { engine, version, group }: Database, index: TemplateIndex): readonly Violation[] {
  const location = `Properties.${group}`;
  const engines: readonly Target[] =
    typeof engine === 'string' ? [{ kind: 'literal', value: engine }] : read(index, resource, engine.property);
  return engines.flatMap((named): readonly Violation[] => {
    const known = named.kind === 'literal' ? engineTlsOf(String(named.value)) : undefined;
    if (known === undefined)
      return [{ location, detail: `the database is not known to refuse plaintext: its engine is ${describe([named])}` }];
    const versions: readonly Target[] =
      version === undefined ? [{ kind: 'literal', value: undefined }] : read(index, resource, version);
    if (isAllOf(versions, (each) => isByDefault(known.tls, each === undefined ? '' : String(each)))) return [];
    return [{ location, detail: takesPlaintext(known.tls, `without a parameter group, the version ${describe(versions)}`) }];
  });
}

function takesPlaintext({ engine, parameter }: EngineTls, what: string): string {
  return `the database takes connections without TLS: ${what} of ${engine} is not known to set '${parameter}'`;
}

/** What a parameter group of the index says of its engine's parameter. */
function ofGroup(group: Resource, location: string, index: TemplateIndex): readonly Violation[] {
  const family = group.type === 'AWS::Redshift::ClusterParameterGroup' ? 'ParameterGroupFamily' : 'Family';
  return read(index, group, family).flatMap((named): readonly Violation[] => {
    const known = named.kind === 'literal' ? engineTlsOf(String(named.value)) : undefined;
    if (known === undefined)
      return [{ location, detail: `the family of the parameter group '${group.path}' is ${describe([named])}` }];
    const { tls, version } = known;
    return parametersOf(group, tls.parameter, index).flatMap((value) => {
      if (value.kind === 'literal' && value.value === undefined && isByDefault(tls, version)) return [];
      if (value.kind === 'literal' && tls.is.test(String(value.value))) return [];
      return [
        {
          location,
          detail: `the database takes connections without TLS: '${tls.parameter}' of its parameter group '${group.path}' is ${describe([value])}`,
        },
      ];
    });
  });
}

/** Redshift has a list of parameters, everything else a map. Names of parameters have dots, so that no path reads them. */
function parametersOf(group: Resource, parameter: string, index: TemplateIndex): readonly Target[] {
  return read(index, group, 'Parameters').flatMap((parameters): readonly Target[] => {
    if (parameters.kind !== 'literal') return [parameters];
    const { value } = parameters;
    if (Array.isArray(value)) return listed(group, 'Parameters', 'Parameter', parameter, index);
    if (!isObject(value)) return [{ kind: 'literal', value: undefined }];
    const name = Object.keys(value).find((key) => key.toLowerCase() === parameter);
    return readFrom(index, group, name === undefined ? undefined : value[name], '');
  });
}

function listed(holder: Resource, path: string, prefix: string, parameter: string, index: TemplateIndex): readonly Target[] {
  const found = partsOf(holder, path, index).flatMap(({ at }) => {
    const names = at(`${prefix}Name`);
    return isAllOf(names, (name) => String(name).toLowerCase() === parameter) ? at(`${prefix}Value`) : [];
  });
  return found.length === 0 ? [{ kind: 'literal', value: undefined }] : found;
}

/** Native network encryption is an option of Oracle's, not a parameter. */
function oracleTransport(resource: Resource, index: TemplateIndex): readonly Violation[] | undefined {
  const engines = read(index, resource, 'Engine');
  if (engines.length === 0 || !isAllOf(engines, (engine) => /^(custom-)?oracle-/.test(String(engine)))) return undefined;
  const requires = read(index, resource, 'OptionGroupName').every((group) => {
    return (
      group.kind === 'resource' &&
      partsOf(group.resource, 'OptionConfigurations', index).some(({ at }) => {
        if (!isAllOf(at('OptionName'), (name) => name === 'NATIVE_NETWORK_ENCRYPTION')) return false;
        return at('OptionSettings.*').some((setting) => {
          return (
            setting.kind === 'literal' &&
            isObject(setting.value) &&
            setting.value['Name'] === 'SQLNET.ENCRYPTION_SERVER' &&
            setting.value['Value'] === 'REQUIRED'
          );
        });
      })
    );
  });
  if (requires) return [];
  return [
    {
      location: 'Properties.OptionGroupName',
      detail:
        "the database takes connections in plaintext: no option NATIVE_NETWORK_ENCRYPTION with 'SQLNET.ENCRYPTION_SERVER' REQUIRED",
    },
  ];
}

/** A workgroup requires TLS when it says so. */
export const workgroupTransport: TransportCheck = (workgroup, index) => {
  const values = partsOf(workgroup, 'ConfigParameters', index).flatMap(({ at }) => {
    return isAllOf(at('ParameterKey'), (key) => key === 'require_ssl') ? at('ParameterValue') : [];
  });
  if (values.length > 0 && isAllOf(values, (value) => String(value) === 'true')) return [];
  return [
    {
      location: 'Properties.ConfigParameters',
      detail: `the workgroup takes connections without TLS: 'require_ssl' is ${describe(values)}`,
    },
  ];
};
