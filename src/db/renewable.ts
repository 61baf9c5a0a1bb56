import type postgres from 'postgres';

/** A client that can be exchanged for a new one under those who hold it. `grace`: how long what the old connections are
 * still doing may take, in seconds. */
export type Renewable = { client: postgres.Sql; renew(grace?: number): void };

/** No sooner than this after the last exchange, in milliseconds: with the server away, every request asks for one. */
const renewEvery = 1_000;
const usualGrace = 3;

/**
 * Connections can be lost without a word: a server that failed over, a network that drops what it held open. Whoever
 * waits on one waits for a quarter of an hour, and postgres.js cannot be told to give up on them alone. So the whole
 * client is exchanged: what comes next goes through new connections, what waits on the old ones is told that they are
 * gone.
 */
export function renewable(open: () => postgres.Sql): Renewable {
  let current = open();
  let renewedAt = 0;
  const client = new Proxy(current, {
    apply: (_first, self, query) => Reflect.apply(current, self, query),
    get: (_first, name) => Reflect.get(current, name),
  });
  return {
    client,
    renew(grace = usualGrace) {
      if (performance.now() - renewedAt < renewEvery) return;
      renewedAt = performance.now();
      const old = current;
      current = open();
      // Drizzle has put its own in the first one's.
      Object.assign(current.options.parsers, old.options.parsers);
      Object.assign(current.options.serializers, old.options.serializers);
      old.end({ timeout: grace }).catch(() => {});
    },
  };
}
