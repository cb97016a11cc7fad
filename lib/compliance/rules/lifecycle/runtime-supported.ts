import { Framework } from '../../citation';
import { hasCome, isNear } from '../../facts/lifecycle/dates';
import { engineVersionsOf, VERSIONED_TYPES } from '../../facts/lifecycle/engine-versions';
import { type Support, supportOf, supportOfRuntime } from '../../facts/lifecycle/support';
import { NOT_APPLICABLE, type Rule, type Verdict, type Violation, violationsOrCompliant } from '../../rule';
import type { Resource } from '../../template/resource';
import type { TemplateIndex } from '../../template/template-index';
import { isPresent, read } from '../../template/values';

const FUNCTIONS = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];

/**
 * Functions, databases, caches, search domains, brokers and clusters run a version that gets repairs: none that has passed the end
 * of its support in the dated table. One that will within 90 days is a warning.
 *
 * A runtime or version that is newer than the table is supported; an older one is not. A version that is not given is chosen by
 * AWS among the supported ones. A function that is an image brings its own runtime, which no template shows.
 */
export const runtimeSupported: Rule = {
  id: 'RuntimeSupported',
  severity: 'error',
  resourceTypes: [...FUNCTIONS, ...VERSIONED_TYPES],
  why: 'What is past its support gets no repairs, and every fault that is found in it stays open.',
  fix: 'Move to a version whose support lasts, for a function its Runtime, for a cluster or database its version property, and plan the move before the day that the finding names.',
  cites: {
    [Framework.GDPR]: ['32(1)(b)'],
    [Framework.PIPL]: ['51(3)'],
    [Framework.ISO27001]: ['8.8'],
    [Framework.NIST80053]: ['SI-2', 'SA-22'],
    [Framework.MLPS3]: ['8.1.4.4'],
  },
  exceptable: true,
  check: (resource, index) => (FUNCTIONS.includes(resource.type) ? checkFunction(resource, index) : checkEngine(resource, index)),
};

function checkFunction(resource: Resource, index: TemplateIndex): Verdict {
  const location = 'Properties.Runtime';
  const runtimes = read(index, resource, 'Runtime').filter(isPresent);
  if (runtimes.length === 0) return NOT_APPLICABLE;
  return violationsOrCompliant(
    runtimes.flatMap((target) => {
      if (target.kind !== 'literal') return [{ location, detail: 'only the deployment knows the runtime of the function' }];
      const runtime = String(target.value);
      return judged(`the runtime '${runtime}'`, supportOfRuntime(runtime), location, index.today);
    }),
  );
}

function checkEngine(resource: Resource, index: TemplateIndex): Verdict {
  const versions = engineVersionsOf(resource, index);
  if (versions?.length === 0) return NOT_APPLICABLE;
  return violationsOrCompliant(
    versions?.flatMap(({ path, engine, version }) => {
      const location = `Properties.${path}`;
      if (version === 'chosen by AWS') return [];
      if (version === 'known at deployment') return [{ location, detail: `only the deployment knows the version of ${engine}` }];
      return judged(`version '${version.given}' of ${engine}`, supportOf(engine, version.given), location, index.today);
    }) ?? [{ location: 'Properties.Engine', detail: 'only the deployment knows the engine, and until when it is supported' }],
  );
}

function judged(what: string, support: Support | undefined, location: string, today: string): Violation[] {
  if (support === undefined) return [{ location, detail: `${what} is none that is known` }];
  if (support === 'open') return [];
  if (support === 'ended') return [{ location, detail: `${what} has been out of support for years` }];
  const { end } = support;
  if (hasCome(end, today)) return [{ location, detail: `${what} is out of support since ${end}` }];
  return isNear(end, today) ? [{ location, severity: 'warning', detail: `the support of ${what} ends on ${end}` }] : [];
}
