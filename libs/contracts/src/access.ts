/** What a key, and the gateway as a whole, may do at most. */
export type Mode = 'readonly' | 'readwrite';

/** What a tool does to Odoo. Visibility, annotations and the type of the port that the tool is handed follow from it. */
export type Access = 'read' | 'write' | 'delete' | 'execute';

const ACCESS_BY_MODE: Record<Mode, readonly Access[]> = {
  readonly: ['read', 'execute'],
  readwrite: ['read', 'write', 'delete', 'execute'],
};

/**
 * The accesses that a mode lets through early. `execute` is among them in readonly because reports and reading methods
 * are executed too; what such a call asks of Odoo is judged again, call by call, at the guarded port.
 */
export function accessesOf(mode: Mode): readonly Access[] {
  return ACCESS_BY_MODE[mode];
}

/** Whether a mode lets a declared access through early. */
export function modeAllows(mode: Mode, access: Access): boolean {
  return ACCESS_BY_MODE[mode].includes(access);
}
