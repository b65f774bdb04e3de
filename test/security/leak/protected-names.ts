/** Every model of Odoo 14 … 19 that the patterns of the policy name, written out. */
export const PROTECTED_MODELS = `
  ir.config_parameter res.config.settings ir.default ir.embedded.actions mail.template mail.compose.message bus.bus
  base_import.import base_import.mapping base_import.tests.models.char
  res.users.apikeys res.users.apikeys.description res.users.apikeys.show res.users.log res.users.identitycheck
  change.password.wizard change.password.user change.password.own auth_totp.device auth_totp.wizard
  ir.actions.server ir.actions.client ir.cron ir.cron.progress ir.cron.trigger base.automation
  ir.model ir.model.access ir.model.constraint ir.model.data ir.model.fields ir.model.fields.selection
  ir.model.inherit ir.model.relation ir.rule ir.ui.view ir.module.module
  base.module.update base.module.upgrade base.module.uninstall base.module.install.request base.module.install.review
  base.language.install base.language.import base.language.export
  ir.mail_server fetchmail.server payment.provider payment.token mail.mail ir.logging ir.attachment
`
  .trim()
  .split(/\s+/);

/** Fields that hold secrets: those that a stock Odoo has, and one for each pattern that it has none for. */
export const SECRET_FIELDS: readonly (readonly [model: string, field: string])[] = [
  ['res.users', 'password'],
  ['res.users', 'new_password'],
  ['res.users', 'totp_secret'],
  ['res.users', 'totp_enabled'],
  ['res.users', 'totp_last_counter'],
  ['res.users', 'totp_trusted_device_ids'],
  ['res.users', 'api_key_ids'],
  ['res.users', 'signup_type'],
  ['res.partner', 'signup_type'],
  ['res.partner', 'signup_token'],
  ['res.partner', 'signup_url'],
  ['res.groups', 'api_key_duration'],
  ['sale.order', 'access_token'],
  ['account.move', 'access_token'],
  ['calendar.event', 'access_token'],
  ['iap.account', 'account_token'],
  ['auth.passkey.key', 'credential_identifier'],
  ['res.partner', 'smtp_pass'],
  ['res.partner', 'x_private_key_pem'],
  ['res.partner', 'x_access_key_id'],
  ['res.partner', 'x_server_key'],
  ['res.partner', 'x_client_secret'],
];

/** Fields of open models that lead to protected ones, or are a protected record's own. */
export const FIELDS_TO_PROTECTED: readonly (readonly [model: string, field: string])[] = [
  ['res.users', 'log_ids'],
  ['res.users', 'login_date'],
  ['product.document', 'datas'],
  ['product.document', 'index_content'],
  ['res.users', 'payment_token_ids'],
  ['res.users', 'outgoing_mail_server_id'],
  ['res.partner', 'payment_token_ids'],
  ['res.partner', 'message_main_attachment_id'],
  ['res.company', 'external_report_layout_id'],
  ['mail.message', 'attachment_ids'],
  ['mail.message', 'mail_server_id'],
  ['mail.message', 'mail_ids'],
  ['sale.order', 'pending_email_template_id'],
];

/** Paths over two and three dots that end in something protected, or lead through it. */
export const DOTTED_PATHS: readonly (readonly [model: string, path: string])[] = [
  ['res.partner', 'user_ids.password'],
  ['res.partner', 'user_ids.totp_secret'],
  ['res.partner', 'create_uid.password'],
  ['res.partner', 'create_uid.api_key_ids.name'],
  ['res.partner', 'create_uid.log_ids.create_date'],
  ['res.partner', 'user_ids.api_key_ids.user_id.login'],
  ['res.partner', 'parent_id.user_ids.password'],
  ['res.partner', 'parent_id.create_uid.api_key_ids.name'],
  ['res.partner', 'payment_token_ids.provider_ref'],
  ['res.partner', 'message_ids.attachment_ids.datas'],
  ['res.partner', 'message_ids.attachment_ids.index_content'],
  ['res.partner', 'message_ids.mail_server_id.smtp_pass'],
  ['res.partner', 'message_ids.mail_ids.body_html'],
  ['res.partner', 'sale_order_ids.access_token'],
  ['res.users', 'partner_id.user_ids.password'],
  ['res.users', 'company_id.external_report_layout_id.arch_db'],
  ['sale.order', 'partner_id.user_ids.password'],
  ['sale.order', 'user_id.api_key_ids.name'],
  ['sale.order', 'partner_id.payment_token_ids.payment_details'],
  ['sale.order', 'create_uid.partner_id.user_ids.totp_secret'],
];
