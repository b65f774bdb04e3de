import { signatureOf } from '#libs/contracts';
import { answersUnasked, classOf } from './method-classes.js';

describe('classOf', () => {
  it.each([
    ['search_read', 'read'],
    ['write', 'write'],
    ['web_save', 'write'],
    ['unlink', 'delete'],
    ['mapped', 'closed'],
    ['action_confirm', 'unclassified'],
    ['constructor', 'unclassified'],
    ['Search', 'unclassified'],
  ])('of %s is %s', (method, kind) => {
    expect(classOf(method)).toBe(kind);
  });

  it.each(
    `search read search_read search_count fields_get name_search name_get read_group formatted_read_group web_search_read
     web_read web_read_group read_progress_bar get_views fields_view_get check_access_rights has_access
     search_panel_select_range search_panel_select_multi_range get_metadata get_external_id create write unlink copy
     web_save name_create`.split(/\s+/),
  )('is known only of methods whose arguments can be read: %s', (method) => {
    expect(['read', 'write', 'delete']).toContain(classOf(method));
    expect(signatureOf(method)).toBeDefined();
  });
});

describe('answersUnasked', () => {
  it('is true of what no argument limits', () => {
    expect(['action_confirm', 'get_views', 'fields_view_get'].map(answersUnasked)).toEqual([true, true, true]);
    expect(['search_read', 'read', 'write', 'web_read'].map(answersUnasked)).toEqual([false, false, false, false]);
  });
});
