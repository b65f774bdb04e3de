import { filesOfUserIn, noFiles } from '../../../../test/fixtures/absent-ports.js';
import { OdooUnavailable } from '#libs/contracts';
import { momentsHeading, momentsIn } from './moments-told.js';

const fields = { name: { type: 'char' }, day: { type: 'date' }, at: { type: 'datetime' } };

describe('what is told of moments', () => {
  it('is that they are in UTC, and the zone of the user', async () => {
    const told = await momentsIn(['name', 'at'], fields, filesOfUserIn('Asia/Tokyo'));
    expect(told).toEqual({ moments: 'UTC', timezone: 'Asia/Tokyo' });
    expect(momentsHeading(told)).toBe(", moments in UTC (user's zone Asia/Tokyo)");
  });

  it('is UTC alone where the user has no zone', async () => {
    const told = await momentsIn(['at'], fields, filesOfUserIn(undefined));
    expect(told).toEqual({ moments: 'UTC' });
    expect(momentsHeading(told)).toBe(', moments in UTC');
  });

  it('is UTC alone, too, where the zone cannot be told now', async () => {
    const userContext = () => Promise.reject(new OdooUnavailable('Odoo cannot be reached.'));
    expect(await momentsIn(['at'], fields, { ...noFiles, userContext })).toEqual({ moments: 'UTC' });
  });

  it.each([[[]], [['name', 'day']], [['constructor', 'nothing']]])(
    'is nothing for %j, and nobody is asked',
    async (columns) => {
      expect(await momentsIn(columns, fields, noFiles)).toEqual({});
      expect(momentsHeading({})).toBe('');
    },
  );
});
