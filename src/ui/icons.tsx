import type { Child } from 'hono/jsx';

type IconProps = { class?: string };

/** Terrain's mark: a ridge, and someone on it. */
export function TerrainMark(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M1 21 9 8l4.5 7L17 10l6 11Z" fill="currentColor" />
      <circle cx="17" cy="4.5" r="3" fill="currentColor" />
    </Icon>
  );
}

export function CheckIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="m4 12.5 5.5 5.5L20 6.5" fill="none" stroke="currentColor" stroke-width="3.5" />
    </Icon>
  );
}

export function MailIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M2 5h20v14H2Z" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linejoin="round" />
      <path d="m2.5 6 9.5 7.5L21.5 6" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linejoin="round" />
    </Icon>
  );
}

export function PlaceIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M12 1.5a8 8 0 0 0-8 8c0 5.5 8 13 8 13s8-7.5 8-13a8 8 0 0 0-8-8Z" fill="currentColor" />
      <circle class="hole" cx="12" cy="9.5" r="3" />
    </Icon>
  );
}

export function ClockIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="12" cy="12" r="9.5" fill="none" stroke="currentColor" stroke-width="2.5" />
      <path d="M12 6.5V12l4 3" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" />
    </Icon>
  );
}

export function AlertIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <circle cx="12" cy="12" r="11" fill="currentColor" />
      <path class="hole-line" d="M12 5.5v8" stroke-width="3" stroke-linecap="round" />
      <circle class="hole" cx="12" cy="17.8" r="1.7" />
    </Icon>
  );
}

export function ArrowIcon(props: IconProps) {
  return (
    <Icon {...props}>
      <path d="M3 12h17M13.5 5.5 20 12l-6.5 6.5" fill="none" stroke="currentColor" stroke-width="2.75" />
    </Icon>
  );
}

/** Decoration only: whatever an icon says is said in words beside it. */
function Icon({ class: name = '', children }: IconProps & { children?: Child }) {
  return (
    <svg class={`icon ${name}`.trim()} viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}
