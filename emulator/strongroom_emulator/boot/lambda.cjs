'use strict';
// Runs one Lambda handler: the event comes on stdin, the answer goes to the file STRONGROOM_ANSWER.
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const env = process.env;

// Handlers of custom resources answer with https and no port, whatever the response URL says: bring them here.
const here = new URL(env.AWS_ENDPOINT_URL);
const secure = { request: https.request, get: https.get };
function local(url, options, callback) {
  if (typeof url === 'string' || url instanceof URL) {
    const { hostname, pathname, search } = new URL(url);
    return local(
      { hostname, path: pathname + search, ...(typeof options === 'object' ? options : {}) },
      typeof options === 'function' ? options : callback,
    );
  }
  if ((url.hostname ?? url.host) !== here.hostname) return undefined;
  return [
    { ...url, agent: undefined, host: here.hostname, hostname: here.hostname, port: here.port, protocol: 'http:' },
    options,
  ];
}
for (const method of ['request', 'get']) {
  https[method] = (...given) => {
    const brought = local(...given);
    return brought ? http[method](...brought) : secure[method](...given);
  };
}

function describe(error) {
  const thrown = error instanceof Error;
  return {
    errorType: thrown ? error.name : typeof error,
    errorMessage: thrown ? error.message : String(error),
    trace: thrown ? String(error.stack).split('\n') : [],
  };
}

function answer(told) {
  fs.writeFileSync(env.STRONGROOM_ANSWER, JSON.stringify(told));
}

function fail(error) {
  console.error(error);
  answer({ error: describe(error) });
  process.exit(0);
}
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

async function load() {
  const separator = path.basename(env._HANDLER).indexOf('.');
  const base = path.basename(env._HANDLER);
  const file = path.resolve(path.dirname(env._HANDLER), base.slice(0, separator));
  const found = ['.js', '.mjs', '.cjs'].map((extension) => file + extension).find((candidate) => fs.existsSync(candidate));
  if (found === undefined) {
    throw Object.assign(new Error(`Cannot find module '${path.basename(file)}'`), { name: 'Runtime.ImportModuleError' });
  }
  const loaded = await import(pathToFileURL(found).href);
  const names = base.slice(separator + 1).split('.');
  const reach = (root) => names.reduce((value, name) => value?.[name], root);
  const handler = reach(loaded) ?? reach(loaded.default);
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(`${env._HANDLER} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
  }
  return handler;
}

async function main() {
  const event = JSON.parse(fs.readFileSync(0, 'utf8'));
  const context = {
    awsRequestId: env.STRONGROOM_REQUEST_ID,
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    getRemainingTimeInMillis: () => Math.max(0, Number(env.STRONGROOM_DEADLINE_MS) - Date.now()),
    invokedFunctionArn: env.STRONGROOM_FUNCTION_ARN,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  };
  const handler = await load();
  const result = await new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, value) => (error ? reject(error) : resolve(value)));
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
  answer({ result: result === undefined ? null : result });
  process.exit(0);
}

main().catch(fail);
