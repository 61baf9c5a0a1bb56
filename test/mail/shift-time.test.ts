import { expect, test } from 'vitest';
import { momentInWords, shiftTime } from '../../src/mail/shift-time.ts';

const at = (time: string) => new Date(`2026-${time}Z`);
// CLDR puts no-break and narrow spaces where it sees fit from one version to the next.
const plain = (text: string) => text.replace(/\s/gu, ' ');

test('a shift’s time is worded for Quebec in French', () => {
  const time = shiftTime('fr', at('06-13T13:30'), at('06-13T16:00'), 'America/Toronto');
  expect(plain(time.date)).toBe('Samedi 13 juin 2026');
  expect(plain(time.hours)).toBe('9 h 30 – 12 h');
  expect(time.zone).toBe('heure de l’Est');
  expect(time.day).toBe('samedi 13 juin');
  expect(time.leaf).toEqual({ weekday: 'sam.', day: '13', month: 'juin' });
});

test('a shift’s time is worded for Canada in English', () => {
  const time = shiftTime('en', at('06-13T13:30'), at('06-13T16:00'), 'America/Toronto');
  expect(time.date).toBe('Saturday, June 13, 2026');
  expect(plain(time.hours)).toBe('9:30 a.m. – 12 p.m.');
  expect(time.zone).toBe('Eastern Time');
  expect(time.day).toBe('Saturday, June 13');
});

test('the hour is the place’s, and so is the day', () => {
  const islands = shiftTime('fr', at('06-13T02:15'), at('06-13T04:15'), 'America/Halifax');
  expect(plain(islands.hours)).toBe('23 h 15 – 1 h 15');
  expect(islands.zone).toBe('heure de l’Atlantique');
  expect(islands.day).toBe('vendredi 12 juin');
});

test('a shift over midnight names both days', () => {
  const night = shiftTime('fr', at('06-14T02:00'), at('06-14T06:00'), 'America/Toronto');
  expect(plain(night.date)).toBe('Samedi 13 juin – dimanche 14 juin 2026');
  expect(plain(night.hours)).toBe('22 h – 2 h');
});

test('the hour after the clocks change is the wall’s', () => {
  const change = shiftTime('en', at('11-01T04:30'), at('11-01T07:00'), 'America/Toronto');
  expect(plain(change.hours)).toBe('12:30 a.m. – 2 a.m.');
});

test('no line of French ends within an hour', () => {
  expect(momentInWords('fr', at('06-13T13:00'), 'America/Toronto')).toBe('samedi 13 juin à 9\u00a0h (heure de l’Est)');
  expect(shiftTime('fr', at('06-13T13:30'), at('06-13T16:00'), 'America/Toronto').hours).toBe(
    '9\u00a0h\u00a030 – 12\u00a0h',
  );
});
