import { classOf } from '../../libs/permissions/src/method-classes.js';
import { publicMethods } from './attack/odoo-script.js';

/** What every model has, or every one with messages, activities or a page in the portal. */
const GENERIC_MODELS = ['base', 'mail.thread', 'mail.activity.mixin', 'portal.mixin'];

/** Looked at one by one: they take no path, domain, specification or values, and answer with nothing of a record's. */
const HARMLESS = new Set(
  `action_archive action_unarchive toggle_active check_access check_access_rule check_field_access_rights
   get_base_url get_empty_list_help get_formview_id get_access_action get_import_templates get_xml_id is_transient
   mail_allowed_qweb_expressions mail_get_partner_fields view_header_get view_init user_has_groups fields_get_keys
   compute_concurrency_field compute_concurrency_field_with_access get_mail_message_access
   browse concat ensure_one exists union init pool flush flush_model flush_recordset recompute refresh modified
   clear_caches invalidate_cache invalidate_model invalidate_recordset lock_for_update try_lock_for_update with_lang
   message_change_thread message_get_followers message_notify message_post message_subscribe message_unsubscribe
   message_parse message_track static_message_track notify_cancel_by_type
   action_reschedule_my_next_nextweek action_reschedule_my_next_today action_reschedule_my_next_tomorrow
   activity_feedback activity_reschedule activity_schedule activity_search activity_send_mail activity_unlink
   action_share`.split(/\s+/),
);

it.each([19, 14])('no generic method of Odoo %i is let through unread', (version) => {
  const names = [...publicMethods(version, GENERIC_MODELS).values()].flat();
  const unread = [...new Set(names)].filter((name) => classOf(name) === 'unclassified' && !HARMLESS.has(name));
  expect(unread.sort()).toEqual([]);
});
