/** A part of a mail's text: its writer's own words, what they answer, or what their program puts below every mail. */
export type Piece = { kind: 'own' | 'quoted' | 'signature'; text: string };

/** More of a line is not looked at. */
const looked = 400;

/**
 * Parts a mail's text into own words, quotes and signatures, in their order. It knows how mail programs introduce a
 * quote in French and in English: marked lines (RFC 3676 s. 4.5) wherever they stand, or everything from the
 * introduction on where nothing is marked.
 *
 * Our own, because a stranger chooses the text: email-reply-parser took 20 seconds for 30,000 empty lines, and knows no
 * "De : … Envoyé : …". This looks at each line once.
 */
export function foldQuotes(text: string): Piece[] {
  const lines = text.split('\n');
  const pieces: { kind: Piece['kind']; lines: string[] }[] = [];
  const add = (kind: Piece['kind'], some: string[]) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) for (const line of some) last.lines.push(line);
    else pieces.push({ kind, lines: [...some] });
  };
  let inSignature = false;
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? '';
    const introduced = isQuoted(line) ? 0 : introduction(lines, i);
    if (isQuoted(line)) {
      inSignature = false;
      add('quoted', [line]);
    } else if (introduced > 0) {
      const next = lines.slice(i + introduced, i + introduced + 4).find((one) => one.trim() !== '');
      const marked = next !== undefined && isQuoted(next);
      add('quoted', lines.slice(i, marked ? i + introduced : undefined));
      if (!marked) break;
      inSignature = false;
    } else if (line.trim() === '') {
      // Goes with what is around it.
      add(pieces.at(-1)?.kind ?? 'own', [line]);
    } else {
      // RFC 3676 s. 4.3: the mark that signatures start with.
      inSignature ||= /^-- ?$/.test(line);
      add(inSignature || isProgramsLine(line) ? 'signature' : 'own', [line]);
    }
    i += Math.max(1, introduced);
  }
  return pieces
    .map(({ kind, lines: some }) => ({ kind, text: some.join('\n').trim() }))
    .filter((one) => one.text !== '');
}

/** The writer's own words alone. */
export function ownWords(text: string): string {
  const own = foldQuotes(text).filter(({ kind }) => kind === 'own');
  return own.map((one) => one.text).join('\n\n');
}

function isQuoted(line: string): boolean {
  return /^ {0,3}[>|]/.test(line.slice(0, 5));
}

/** "Sent from my iPhone" and its like. */
function isProgramsLine(line: string): boolean {
  const start = line.trim().slice(0, 150);
  return (
    start.length < 120 &&
    /^(envoyé (de|depuis|à partir de|avec) |sent (from|with|via) |get outlook for |(télécharger|obtenir|obtenez) outlook pour |provenance ?: ?courrier )/i.test(
      start,
    )
  );
}

/** How many lines from here on say that a quote follows; 0: none. */
function introduction(lines: string[], at: number): number {
  const start = (lines[at] ?? '').slice(0, looked).trim();
  if (start === '') return 0;
  if (
    /^-{2,} ?(original message|message original|message d['’]origine|forwarded message|message transféré|message réexpédié) ?-{2,}$/i.test(
      start,
    )
  )
    return 1;
  if (/^(begin forwarded message|début du message (transféré|réexpédié)) ?:$/i.test(start)) return 1;
  if (/^_{10,}$/.test(start) && isHeaderBlock(lines, at + 1)) return 1;
  if (isHeaderBlock(lines, at)) return 1;
  return attribution(lines, at);
}

/** "De : … / Envoyé : … / Objet : …", as Outlook writes it above what it quotes without marks. */
function isHeaderBlock(lines: string[], at: number): boolean {
  const near = lines.slice(at, at + 8).map((line) => line.slice(0, looked).replaceAll('*', '').trim());
  const first = near.find((line) => line !== '') ?? '';
  if (!/^(de|from)\s?:\s?\S/i.test(first)) return false;
  const others = near.filter((line) => /^(envoyé( le)?|sent|date|à|to|cc|objet|subject)\s?:/i.test(line));
  return others.length >= 2;
}

/** "Le 3 juin 2026 à 10 h, Démo <…> a écrit :", which programs wrap as they like. */
function attribution(lines: string[], at: number): number {
  if (!/^(le|on|il|am|el|[\p{L}.’' -]{2,60} (on|le)|.{0,100}@)\b/iu.test((lines[at] ?? '').slice(0, 200).trim()))
    return 0;
  let joined = '';
  for (let count = 1; count <= 4; count += 1) {
    const line = (lines[at + count - 1] ?? '').slice(0, looked).trim();
    if (line === '') return 0;
    joined = `${joined} ${line}`;
    if (joined.length > looked) return 0;
    if (!/(a écrit|wrote|écrit|schrieb|escribió)\s?:$/i.test(line.replace(/[\u00a0\u202f]/g, ' '))) continue;
    return /\d/.test(joined) && /@|\d{4}|\d{1,2} ?[:h] ?\d{0,2}/.test(joined) ? count : 0;
  }
  return 0;
}
