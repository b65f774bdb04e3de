import { wrongValue } from './field-conversion.js';
import { isJsonList, type Json } from './row.js';

/** What the commands of one x2many value do to its records; one2many and many2many each bring their own. */
export interface LinkEditor {
  current(): readonly number[];
  create(values: Json): void;
  update(id: number, values: Json): void;
  remove(id: number): void;
  unlink(id: number): void;
  link(id: number): void;
}

/** Runs (0 create, 1 update, 2 delete, 3 unlink, 4 link, 5 clear, 6 set) commands; a list of ids is a 6. */
export function applyCommands(model: string, field: string, value: Json, editor: LinkEditor): void {
  if (value === false || value === null) {
    setLinks(editor, []);
    return;
  }
  if (!isJsonList(value)) throw wrongValue(model, field, value);
  if (value.length > 0 && value.every((item) => typeof item === 'number')) {
    setLinks(editor, value);
    return;
  }
  for (const command of value) {
    if (typeof command === 'number') editor.link(command);
    else if (isJsonList(command)) applyCommand(command, editor);
    else throw wrongValue(model, field, value);
  }
}

function applyCommand([code = null, target = null, argument = null]: readonly Json[], editor: LinkEditor): void {
  const id = typeof target === 'number' ? target : 0;
  if (code === 0) editor.create(argument);
  else if (code === 1) editor.update(id, argument);
  else if (code === 2) editor.remove(id);
  else if (code === 3) editor.unlink(id);
  else if (code === 4) editor.link(id);
  else if (code === 5) setLinks(editor, []);
  else if (code === 6) setLinks(editor, isJsonList(argument) ? argument : []);
}

function setLinks(editor: LinkEditor, wanted: readonly Json[]): void {
  const current = editor.current();
  for (const id of current) if (!wanted.includes(id)) editor.unlink(id);
  for (const id of wanted) if (typeof id === 'number' && !current.includes(id)) editor.link(id);
}
