const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The routes of an OpenAPI document by their tag, in its order: `Map` of tag → operations. */
export function operationsByTag(document) {
  const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
    METHODS.filter((method) => verbs[method]).map((method) => operationOf(document, path, method)),
  );
  return Map.groupBy(operations, ({ tag }) => tag);
}

function operationOf(document, path, method) {
  const {
    summary = '',
    tags: [tag] = ['Other'],
    parameters = [],
    requestBody,
    responses,
    security,
  } = document.paths[path][method];
  const [content] = Object.values(requestBody?.content ?? {});
  return {
    path,
    method,
    summary,
    tag,
    parameters: parameters.map((parameter) => parameterOf(document, parameter)),
    bodies: content && bodiesOf(document, content),
    answers: Object.entries(responses).map(answerOf),
    isPublic: security?.length === 0,
    changes: method !== 'get' && path.includes('/records'),
  };
}

function parameterOf(document, { name, in: place, required = false, description = '', schema = {}, example }) {
  const resolved = resolve(document, schema);
  return { name, place, required, description, example: example ?? resolved.example, values: resolved.enum };
}

/** `[title, value]` of each example of a body; one that is made of its members' examples where it has none itself. */
function bodiesOf(document, { schema = {}, examples, example }) {
  if (examples) return Object.values(examples).map(({ summary = 'Example', value }) => [summary, value]);
  const resolved = resolve(document, schema);
  const members = Object.entries(resolved.properties ?? {}).filter(([, member]) => member.example !== undefined);
  const made = Object.fromEntries(members.map(([name, member]) => [name, member.example]));
  return [['Example', example ?? resolved.example ?? made]];
}

/** The example is that of the first form that has one. */
function answerOf([status, { description, content = {} }]) {
  const examples = Object.values(content).map(({ example }) => example);
  return { status, description, example: examples.find((example) => example !== undefined) };
}

function resolve(document, schema) {
  if (schema.$ref === undefined) return schema;
  const steps = schema.$ref.replace('#/', '').split('/');
  return steps.reduce((part, step) => part[step], document);
}
