/** How long a new contact may wait for an answer, in milliseconds. */
export const answerWithin = 72 * 3_600_000;
/** What arrives late, as from a kiosk without a network, still leaves this long. */
export const leastTime = 24 * 3_600_000;
/** How long each next person has before a contact goes up once more. */
export const eachPass = 24 * 3_600_000;
/** A new sign-up of someone who was answered sets the clock anew only after this long. */
export const answeredFor = 90 * 24 * 3_600_000;
/** How long a wrong tap can be taken back. */
export const takeBackWithin = 3_600_000;
/** From this many tries without an answer on, an organizer may let it be. */
export const triesToClose = 3;
