import { scalarTest } from './domain-conditions.js';
import type { DomainLeaf, DomainNode } from './domain-node.js';
import { LIKE_OPERATORS, POSITIVE_OF, TREE_OPERATORS } from './domain-operators.js';
import { mentions, parseDomain } from './domain-parser.js';
import type { Environment } from './environment.js';
import { relatedTable, toManyReader, valueReader } from './field-access.js';
import { isSearchable, isToMany, type FieldDefinition } from './field-definition.js';
import { pythonError, sqlError } from './odoo-fault.js';
import { pythonRepr } from './python-text.js';
import { ancestors, descendants } from './record-tree.js';
import type { RecordTable } from './record-table.js';
import { isJsonList, type Json, type Row } from './row.js';

export type RowTest = (row: Row) => boolean;

const ID: FieldDefinition = { type: 'integer', label: 'ID' };

/** Compiles a domain into one test over the rows of `table`; `active` is asked for unless the domain names it. */
export function compileDomain(env: Environment, table: RecordTable, domain: Json): RowTest {
  const node = parseDomain(domain, env.database.version);
  const test = new DomainCompiler(env).node(node, table);
  const hidesInactive =
    'active' in table.model.fields && env.context['active_test'] !== false && !mentions(node, 'active');
  return hidesInactive ? (row) => row['active'] !== false && test(row) : test;
}

class DomainCompiler {
  constructor(private readonly env: Environment) {}

  node(node: DomainNode, table: RecordTable): RowTest {
    if (node.kind === 'constant') return () => node.value;
    if (node.kind === 'leaf') return this.leaf(node, table);
    if (node.kind === 'not') {
      const test = this.node(node.operand, table);
      return (row) => !test(row);
    }
    const tests = node.operands.map((operand) => this.node(operand, table));
    return node.kind === 'and' ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
  }

  private leaf(leaf: DomainLeaf, table: RecordTable): RowTest {
    const [name = '', ...rest] = leaf.path.split('.');
    const field = table.model.fields[name];
    if (!field) throw this.invalidField(leaf, table, name);
    if (rest.length > 0) return this.through(field, name, leaf, rest.join('.'), table);
    if (TREE_OPERATORS.has(leaf.operator)) return this.tree(leaf, table, name, field);
    if (leaf.operator === 'any' || leaf.operator === 'not any') return this.any(leaf, name, field);
    if (field.relation) return this.relation(leaf, name, field);
    return this.scalar(leaf, table, name, field);
  }

  private scalar(leaf: DomainLeaf, table: RecordTable, name: string, field: FieldDefinition): RowTest {
    const { database } = this.env;
    if (name === 'display_name' && database.version === 19) return this.named(table, leaf.operator, leaf.value);
    if (!isSearchable(field)) {
      // 14 leaves such a condition out, and says so in its log only.
      if (database.version === 14) return () => true;
      throw pythonError('ValueError', `Cannot convert ${table.model.name}.${name} to SQL because it is not stored`);
    }
    const read = valueReader(database, name, field);
    const test = scalarTest({ name, field, database }, leaf.operator, leaf.value);
    return (row) => test(read(row));
  }

  /** `country_id.code`: some linked record passes the rest of the path. */
  private through(field: FieldDefinition, name: string, leaf: DomainLeaf, path: string, table: RecordTable): RowTest {
    if (field.relation) {
      return this.linked(name, field, this.leaf({ ...leaf, path }, relatedTable(this.env.database, field)));
    }
    const [property] = path.split('.');
    throw this.env.database.version === 19
      ? pythonError('ValueError', `Invalid field property '${property}' on ${table.model.name}.${name}`)
      : pythonError('AttributeError', `'${pythonClassOf(field)}' object has no attribute 'auto_join'`);
  }

  private any(leaf: DomainLeaf, name: string, field: FieldDefinition): RowTest {
    const node = parseDomain(leaf.value, this.env.database.version);
    if (!field.relation) {
      throw pythonError('ValueError', `Cannot use 'any' with non-relational fields in condition ${leafText(leaf)}`);
    }
    const test = this.linked(name, field, this.node(node, relatedTable(this.env.database, field)));
    return leaf.operator === 'any' ? test : (row) => !test(row);
  }

  private relation(leaf: DomainLeaf, name: string, field: FieldDefinition): RowTest {
    const positive = POSITIVE_OF[leaf.operator];
    if (positive) {
      const test = this.relation({ ...leaf, operator: positive }, name, field);
      return (row) => !test(row);
    }
    const { operator, value } = leaf;
    const table = relatedTable(this.env.database, field);
    if (operator === '=?' && !value) return () => true;
    if (LIKE_OPERATORS.has(operator)) return this.linked(name, field, this.named(table, operator, value));
    if (operator === '=' || operator === 'in' || operator === '=?') return this.linkedTo(name, field, value);
    const read = valueReader(this.env.database, name, field);
    const test = scalarTest({ name: 'id', field: ID, database: this.env.database }, operator, value);
    return (row) => {
      const id = read(row);
      return typeof id === 'number' && test(id);
    };
  }

  /** Ids, names, or False for "none", alone or in a list. */
  private linkedTo(name: string, field: FieldDefinition, value: Json): RowTest {
    const table = relatedTable(this.env.database, field);
    const wanted = isJsonList(value) && value.length > 0 ? value : [value];
    const ids = new Set(wanted.filter((item) => typeof item === 'number'));
    const names = wanted.filter((item) => typeof item === 'string').map((item) => this.named(table, '=', item));
    const orNone = wanted.includes(false) || wanted.includes(null);
    const links = this.linksReader(name, field);
    return (row) => {
      const linked = links(row);
      if (linked.length === 0) return orNone;
      return linked.some((id) => ids.has(id) || names.some((test) => passes(table, id, test)));
    };
  }

  /** Whether a record is found by name, as name_search would. */
  private named(table: RecordTable, operator: string, value: Json): RowTest {
    const positive = POSITIVE_OF[operator];
    if (positive) {
      const test = this.named(table, positive, value);
      return (row) => !test(row);
    }
    const tests = table.model.nameSearchFields.map((path) => this.leaf({ kind: 'leaf', path, operator, value }, table));
    return (row) => tests.some((test) => test(row));
  }

  private tree(leaf: DomainLeaf, table: RecordTable, name: string, field: FieldDefinition): RowTest {
    if (name !== 'id' && !field.relation) throw this.noTree(leaf, table, name);
    const other = field.relation ? relatedTable(this.env.database, field) : table;
    const isOwnParent = other === table && field.type === 'many2one';
    const parentField = isOwnParent ? name : other.model.parentField;
    const roots = this.rootsOf(leaf.value, other);
    const walk = leaf.operator === 'child_of' ? descendants : ancestors;
    const found = parentField ? walk(other, roots, parentField) : new Set(roots);
    if (other === table && !isToMany(field)) return (row) => found.has(row.id);
    const links = this.linksReader(name, field);
    return (row) => links(row).some((id) => found.has(id));
  }

  private noTree(leaf: DomainLeaf, table: RecordTable, name: string): Error {
    const { operator, value } = leaf;
    return this.env.database.version === 19
      ? pythonError(
          'ValueError',
          `Cannot execute ${operator} for ${table.model.name}.${name}, works only for relational fields in condition ${leafText(leaf)}`,
        )
      : sqlError('SyntaxError', `syntax error at or near "${operator}"`, `"${name}" ${operator} ${pythonRepr(value)}`);
  }

  private rootsOf(value: Json, table: RecordTable): number[] {
    const wanted = isJsonList(value) ? value : [value];
    const roots = wanted.filter((item) => typeof item === 'number' && table.get(item)).map(Number);
    for (const item of wanted) {
      if (typeof item !== 'string') continue;
      const test = this.named(table, 'ilike', item);
      for (const row of table.all()) if (test(row)) roots.push(row.id);
    }
    return roots;
  }

  private linked(name: string, field: FieldDefinition, test: RowTest): RowTest {
    const links = this.linksReader(name, field);
    const table = relatedTable(this.env.database, field);
    const known = new Map<number, boolean>();
    const linkedPasses = (id: number): boolean => {
      let answer = known.get(id);
      if (answer === undefined) known.set(id, (answer = passes(table, id, test)));
      return answer;
    };
    return (row) => links(row).some(linkedPasses);
  }

  private linksReader(name: string, field: FieldDefinition): (row: Row) => readonly number[] {
    if (isToMany(field)) return toManyReader(this.env, name, field);
    const read = valueReader(this.env.database, name, field);
    return (row) => {
      const id = read(row);
      return typeof id === 'number' ? [id] : [];
    };
  }

  private invalidField(leaf: DomainLeaf, table: RecordTable, name: string): Error {
    const where = this.env.database.version === 19 ? 'condition' : 'leaf';
    return pythonError('ValueError', `Invalid field ${table.model.name}.${name} in ${where} ${leafText(leaf)}`);
  }
}

const passes = (table: RecordTable, id: number, test: RowTest): boolean => {
  const row = table.get(id);
  return row !== undefined && test(row);
};

const leafText = (leaf: DomainLeaf): string =>
  `(${pythonRepr(leaf.path)}, ${pythonRepr(leaf.operator)}, ${pythonRepr(leaf.value)})`;

const pythonClassOf = ({ type }: FieldDefinition): string => type.charAt(0).toUpperCase() + type.slice(1);
