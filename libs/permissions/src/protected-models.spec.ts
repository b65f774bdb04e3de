import { isFrozenModel, isHiddenModel, isSecretField } from './protected-models.js';

const words = (text: string) => text.trim().split(/\s+/);

describe('models that nobody reads', () => {
  it.each(
    words(`
      ir.config_parameter res.config.settings ir.default ir.embedded.actions mail.template mail.compose.message bus.bus
      base_import.import base_import.mapping res.users.apikeys res.users.apikeys.description res.users.apikeys.show
      res.users.log res.users.identitycheck change.password.user change.password.wizard change.password.own
      auth_totp.device auth_totp.wizard ir.actions.server ir.actions.client ir.cron base.automation ir.model
      ir.model.fields ir.model.access ir.model.data ir.rule ir.ui.view ir.module.module base.module.update
      base.module.uninstall base.language.export base.language.install ir.mail_server fetchmail.server
      payment.provider payment.token mail.mail ir.logging ir.attachment base.import.module
      base.partner.merge.automatic.wizard base.enable.profiling.wizard ir.actions.actions ir.actions.server.history
      ir.asset ir.ui.view.custom ir.property ir.server.object.lines auth.totp.rate.limit.log auth.passkey.key
      res.device res.device.log mail.push.device sms.account.code payment.acquirer portal.wizard portal.wizard.user`),
  )('%s', (model) => {
    expect(isHiddenModel(model)).toBe(true);
  });

  it.each(
    words(`
      res.partner res.users res.company sale.order account.move product.product mail.message crm.lead ir.sequence
      ir.actions.act_window ir.actions.report ir.models mail.template2 xir.model res.users.settings payment.transaction
      ir.cronx ir.ui.views irxmodel`),
  )('and not %s', (model) => {
    expect(isHiddenModel(model)).toBe(false);
  });
});

describe('models that nobody writes', () => {
  it.each(words('res.users res.groups res.company ir.actions.report'))('%s', (model) => {
    expect(isFrozenModel(model)).toBe(true);
  });

  it.each(words('res.partner res.users.settings res.groups.privilege sale.order'))('and not %s', (model) => {
    expect(isFrozenModel(model)).toBe(false);
  });
});

describe('fields that hold secrets', () => {
  it.each(
    words(`
      password new_password passwd confirm_password password_hint smtp_pass proxy_pass access_token oauth_access_token
      reset_token api_key api_key_ids google_api_key_file secret client_secret totp_secret secret_key webhook_secret_old
      private_key stripe_private_key_id access_key aws_access_key_id server_key fcm_server_key_file credential
      credentials credential_ids totp_enabled totp_trusted_device_ids signup_token signup_type signup_expiration`),
  )('%s', (field) => {
    expect(isSecretField(field)).toBe(true);
  });

  it.each(
    words(`
      name email phone pass passenger_count key token_type tokens bypass_rule_id compass access_url keyboard display_name
      __last_update user_ids signups my_credential`),
  )('and not %s', (field) => {
    expect(isSecretField(field)).toBe(false);
  });
});
