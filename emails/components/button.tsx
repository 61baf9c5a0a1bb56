/** @jsxImportSource react */
import { Button } from '@react-email/button';
import type { CSSProperties } from 'react';
import { edgeOf, inkOn } from './colour.ts';
import { day, night } from './style.ts';

const shape = {
  display: 'block',
  boxSizing: 'border-box',
  padding: '17px 22px',
  borderRadius: '6px',
  fontSize: '18px',
  fontWeight: 700,
  textAlign: 'center',
} satisfies CSSProperties;

type ButtonProps = { href: string; label: string; colour: string };

/** The one thing to do: as wide as the card and about 60 px high (WCAG 2.5.8 asks for 24, thumbs for 44). */
export function ActionButton({ href, label, colour }: ButtonProps) {
  const edge = edgeOf(colour, [day.surface, night.surface], day.edge);
  return (
    <p style={{ margin: '8px 0 0' }}>
      <Button
        href={href}
        style={{ ...shape, backgroundColor: colour, color: inkOn(colour), border: `2px solid ${edge}` }}
      >
        {label}
      </Button>
    </p>
  );
}

/** The other answer: the same size, outlined. */
export function OtherButton({ href, label }: Omit<ButtonProps, 'colour'>) {
  return (
    <p style={{ margin: '12px 0 0' }}>
      <Button className="ink" href={href} style={{ ...shape, color: day.ink, border: `2px solid ${day.edge}` }}>
        {label}
      </Button>
    </p>
  );
}
