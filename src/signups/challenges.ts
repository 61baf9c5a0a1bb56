import { createHmac } from 'node:crypto';
import { type Challenge, createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { z } from 'zod';
import { inTime } from '../db/stale-cache.ts';
import type { Deps } from '../deps.ts';
import { spendChallenge } from './spend-challenge.ts';

/** The proof of work that a form asks for while a campaign is guarded. */
export type Challenges = {
  /** A new one, signed and good for one sign-up to that campaign. */
  draw(campaignId: string): Promise<Challenge>;
  /** Whether a proof is right, of that campaign, and was not used for another sign-up. */
  accepts(proof: string, signup: { id: string; campaignId: string }): Promise<boolean>;
};

/**
 * A hundred keys of PBKDF2 on average: about a quarter of a second of a laptop, a second or two of a cheap phone, done
 * while the form is being filled in. It is native in browsers, so a bot's machine gains little on a person's.
 */
const difficulty = { algorithm: 'PBKDF2/SHA-256', cost: 5_000, fewest: 50, most: 150 };
/** As long as filling in a form may take, in milliseconds. */
const lifetime = 3_600_000;

const payload = z.object({
  challenge: z.object({
    parameters: z.looseObject({
      algorithm: z.literal(difficulty.algorithm),
      nonce: z.string(),
      salt: z.string(),
      cost: z.literal(difficulty.cost),
      keyLength: z.literal(32),
      keyPrefix: z.string(),
      keySignature: z.string(),
      expiresAt: z.number(),
      data: z.object({ campaign: z.string() }),
    }),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

/** Altcha's challenges (version 2), signed with keys made from ours: whoever draws one need not remember it. */
export function createChallenges({ db, config }: Pick<Deps, 'db' | 'config'>): Challenges {
  const key = (purpose: string) => createHmac('sha256', config.secret).update(`terrain/${purpose}`).digest('hex');
  const keys = { hmacSignatureSecret: key('challenge'), hmacKeySignatureSecret: key('challenge-key') };
  const { algorithm, cost, fewest, most } = difficulty;

  return {
    draw: (campaignId) =>
      createChallenge({
        algorithm,
        cost,
        counter: randomInt(fewest, most),
        // The library knows the real time alone.
        expiresAt: new Date(Date.now() + lifetime),
        data: { campaign: campaignId },
        deriveKey,
        ...keys,
      }),
    accepts: async (proof, signup) => {
      const read = payload.safeParse(readProof(proof));
      if (!read.success || read.data.challenge.parameters.data.campaign !== signup.campaignId) return false;
      const { challenge, solution } = read.data;
      const { verified } = await verifySolution({ challenge, solution: { ...solution, time: 0 }, deriveKey, ...keys });
      if (!verified) return false;
      const expiresAt = new Date(challenge.parameters.expiresAt * 1_000);
      return await inTime(spendChallenge(db, { id: challenge.signature, signupId: signup.id, expiresAt }));
    },
  };
}

/** A proof travels as JSON in base64, as altcha's own widget sends it. */
function readProof(proof: string): unknown {
  if (proof.length > 4_096) return undefined;
  try {
    return JSON.parse(Buffer.from(proof, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
