import { actionNetwork } from './action-network.ts';
import { civicrm, civicrmOptOuts } from './civicrm.ts';
import { everyAction } from './every-action.ts';
import { hubspot, hubspotOptOuts } from './hubspot.ts';
import { mailchimp } from './mailchimp.ts';
import { nationBuilder } from './nation-builder.ts';
import type { Preset } from './preset.ts';
import { terrain } from './terrain.ts';

/** Every destination by the word that a URL says it with. */
export const presets = {
  terrain,
  nationbuilder: nationBuilder,
  'action-network': actionNetwork,
  civicrm,
  'civicrm-opt-outs': civicrmOptOuts,
  everyaction: everyAction,
  mailchimp,
  hubspot,
  'hubspot-opt-outs': hubspotOptOuts,
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
