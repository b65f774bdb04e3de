import { orderPaths } from './order.js';

describe('orderPaths', () => {
  it.each([
    ['name', ['name']],
    ['name desc', ['name']],
    ['name DESC, id', ['name', 'id']],
    [' name  asc ,id ', ['name', 'id']],
    ['partner_id.country_id.code desc', ['partner_id.country_id.code']],
    ['date desc nulls last, id', ['date', 'id']],
    ['date nulls first', ['date']],
  ])('reads %j', (order, paths) => {
    expect(orderPaths(order)).toEqual(paths);
  });

  it.each([
    '',
    ' ',
    'name,',
    ',name',
    'name descending',
    'name desc id',
    'name; drop table res_users',
    'name desc nulls',
    'Name',
    'lower(name)',
    '(select password from res_users)',
    'name--',
    '"name"',
    '1',
  ])('refuses %j, so that nothing unread reaches SQL', (order) => {
    expect(orderPaths(order)).toBeUndefined();
  });
});
