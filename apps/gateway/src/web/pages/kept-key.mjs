const STORED = 'odoo-mcp-key';

/** The key of a person who asked for it to outlive this page: in this tab, until it is closed. Else nowhere but here. */
export const keptKey = {
  read: () => sessionStorage.getItem(STORED) ?? undefined,
  keep: (key) => sessionStorage.setItem(STORED, key),
  forget: () => sessionStorage.removeItem(STORED),
};
