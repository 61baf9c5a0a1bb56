import { AwsClient } from 'aws4fetch';
import type { PictureStore } from './store.ts';

/** An S3-compatible store: `endpoint` with the bucket in its path, the region, and the keys. */
export type S3Settings = { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };

const patience = 10_000;

/** Keeps pictures in an S3-compatible store, each request signed (AWS Signature Version 4). */
export function createS3Store({ endpoint, ...keys }: S3Settings): PictureStore {
  const client = new AwsClient({ ...keys, service: 's3', retries: 2 });
  const urlOf = (name: string) => `${endpoint.replace(/\/+$/, '')}/${name}`;
  return {
    put: async (name, type, bytes) => {
      const body = Uint8Array.from(bytes);
      const headers = { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' };
      const signal = AbortSignal.timeout(patience);
      const answer = await client.fetch(urlOf(name), { method: 'PUT', body, headers, signal });
      if (!answer.ok) throw new Error(`the store of pictures answered ${answer.status} to a PUT`);
    },
    get: async (name) => {
      const answer = await client.fetch(urlOf(name), { signal: AbortSignal.timeout(patience) });
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`the store of pictures answered ${answer.status} to a GET`);
      return new Uint8Array(await answer.arrayBuffer());
    },
  };
}
