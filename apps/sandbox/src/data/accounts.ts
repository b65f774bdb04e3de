import type { OdooVersion } from '../orm/model-definition.js';

export interface Account {
  readonly uid: number;
  readonly partner: number;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
  readonly isAdmin: boolean;
  /** Nobody logs in to an account without one. */
  readonly password?: string;
  readonly apiKey?: string;
  /** Asked for a second factor after the password: the session login then answers uid null. */
  readonly hasTwoFactors?: boolean;
}

export const ADMIN_API_KEY = 'sandbox-admin-key';
export const DEMO_API_KEY = 'sandbox-demo-key';
export const TOTP_API_KEY = 'sandbox-totp-key';

const system = { login: '__system__', name: 'OdooBot', email: 'odoobot@example.com', active: false, isAdmin: true };

const admin = {
  login: 'admin',
  name: 'Mitchell Admin',
  email: 'admin@example.com',
  active: true,
  isAdmin: true,
  password: 'admin',
  apiKey: ADMIN_API_KEY,
};

const visitor = { login: 'public', name: 'Public user', email: 'public@example.com', active: false, isAdmin: false };

const demo = {
  login: 'demo',
  name: 'Marc Demo',
  email: 'mark.brown23@example.com',
  active: true,
  isAdmin: false,
  password: 'demo',
  apiKey: DEMO_API_KEY,
};

const totp = {
  login: 'totp',
  name: 'Tina Totp',
  email: 'totp@example.com',
  active: true,
  isAdmin: false,
  password: 'totp',
  apiKey: TOTP_API_KEY,
  hasTwoFactors: true,
};

/** The users, with the ids that the demo data of each version give them. */
export const ACCOUNTS: Readonly<Record<OdooVersion, readonly Account[]>> = {
  14: [
    { uid: 1, partner: 2, ...system },
    { uid: 2, partner: 3, ...admin },
    { uid: 4, partner: 4, ...visitor },
    { uid: 6, partner: 5, ...demo },
    { uid: 8, partner: 6, ...totp },
  ],
  19: [
    { uid: 1, partner: 2, ...system },
    { uid: 2, partner: 3, ...admin },
    { uid: 3, partner: 4, ...visitor },
    { uid: 5, partner: 5, ...demo },
    { uid: 8, partner: 6, ...totp },
  ],
};
