import { actionNetwork } from './action-network/vendor.ts';
import { civicrm } from './civicrm/vendor.ts';
import type { Vendor } from './connector.ts';
import { hubspot } from './hubspot/vendor.ts';
import { nationbuilder } from './nationbuilder/vendor.ts';
import { webhooks } from './webhooks/vendor.ts';

/** Every vendor there is: a folder each, and one line here. */
export const vendors: Record<string, Vendor> = {
  civicrm,
  'action-network': actionNetwork,
  nationbuilder,
  hubspot,
  webhooks,
};

/** The vendor of a connector. @throws Error where its folder has left. */
export function vendorOf(name: string): Vendor {
  const vendor = vendors[name];
  if (!vendor) throw new Error(`there is no connector for ${name}`);
  return vendor;
}
