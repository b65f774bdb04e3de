// The least that answering a list can cost: one Fastify route a list, a key compared, an answer that is at hand.
import Fastify from 'fastify';

const answers = JSON.parse(process.env.ANSWERS);

const app = Fastify();
for (const [path, { type, text }] of Object.entries(answers)) {
  app.post(path, ({ headers }, reply) => {
    if (headers.authorization !== 'Bearer a-key-for-benchmarks') return reply.code(401).send();
    return reply.type(type).send(text);
  });
}
process.on('SIGTERM', () => void app.close());
console.log(`listening ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
