import { isFieldPath, isMemberName, isModelName } from './names.js';

const FULL_WIDTH_DOT = '．';
const NO_BREAK_SPACE = ' ';
const CYRILLIC_E = 'е';

describe('isModelName', () => {
  it.each([
    'res.partner',
    'account.move',
    'x_studio',
    'l10n_fr.report',
    'base_import.mapping',
    'ir.actions.act_window',
  ])('takes %s', (name) => {
    expect(isModelName(name)).toBe(true);
  });

  it.each([
    ['upper case', 'Res.Users'],
    ['a blank after it', 'res.users '],
    ['a blank before it', ' res.users'],
    ['a blank inside', 'res. users'],
    ['a no-break space', `res.users${NO_BREAK_SPACE}`],
    ['a line feed after it', 'res.users\n'],
    ['a null character', 'res.users\0'],
    ['a full-width dot', `res${FULL_WIDTH_DOT}users`],
    ['a letter of another alphabet', `r${CYRILLIC_E}s.users`],
    ['a trailing dot', 'res.users.'],
    ['a leading dot', '.res.users'],
    ['two dots in a row', 'res..users'],
    ['a digit at the start', '1res.users'],
    ['a slash', 'res.users/read'],
    ['an encoded dot', 'res%2eusers'],
    ['a quote', "res.users'"],
    ['nothing', ''],
  ])('refuses %s', (_trick, name) => {
    expect(isModelName(name)).toBe(false);
  });

  it('takes 128 characters and refuses 129', () => {
    expect(isModelName('a'.repeat(128))).toBe(true);
    expect(isModelName('a'.repeat(129))).toBe(false);
  });

  it.each([[undefined], [null], [7], [true], [['res.users']], [{ toString: () => 'res.users' }]])(
    'refuses %p, which is no text',
    (value) => {
      expect(isModelName(value)).toBe(false);
    },
  );
});

describe('isMemberName', () => {
  it.each(['name', 'country_id', 'x_studio_field_1', '_rec_name', '__last_update', 'l10n_it'])('takes %s', (name) => {
    expect(isMemberName(name)).toBe(true);
  });

  it.each([
    '',
    '*',
    'Name',
    'name ',
    'name\n',
    'a.b',
    'a-b',
    '___x',
    '_',
    '1st',
    'naïve',
    'name desc',
    'a'.repeat(129),
  ])('refuses %j', (name) => {
    expect(isMemberName(name)).toBe(false);
  });
});

describe('isFieldPath', () => {
  it.each(['name', 'country_id.code', 'create_date.year_number'])('takes %s', (path) => {
    expect(isFieldPath(path)).toBe(true);
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a.B', 'a .b', `user_id${FULL_WIDTH_DOT}password`])('refuses %j', (path) => {
    expect(isFieldPath(path)).toBe(false);
  });

  it('takes eight steps and refuses nine', () => {
    const steps = Array.from({ length: 9 }, (_step, index) => `step_${index}`);
    expect(isFieldPath(steps.slice(1).join('.'))).toBe(true);
    expect(isFieldPath(steps.join('.'))).toBe(false);
  });

  it('refuses a value that is no text', () => {
    expect(isFieldPath(['name'])).toBe(false);
  });
});
