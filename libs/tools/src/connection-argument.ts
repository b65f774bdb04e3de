import { connectionNames, type Principal, type ToolListing } from '#libs/contracts';

/** The argument of every tool that says which Odoo a call goes to. The dispatcher takes it; no tool sees it. */
export const CONNECTION = 'connection';

/** Listings with the argument, for a principal that has a choice. */
export function withConnection(listings: readonly ToolListing[], principal: Principal): readonly ToolListing[] {
  const [first, ...others] = connectionNames(principal);
  if (others.length === 0) return listings;
  const argument = { type: 'string', enum: [first, ...others], default: first, description: 'Which Odoo' };
  return listings.map((listing) => {
    const { properties, ...schema } = listing.inputSchema as { properties?: object };
    return { ...listing, inputSchema: { ...schema, properties: { ...properties, [CONNECTION]: argument } } };
  });
}
