import { namePattern } from './name-patterns.js';

/** Nobody reads, searches or aggregates these: they hold secrets, code or rights. */
const HIDDEN_MODELS = patterns(
  `ir.config_parameter res.config.settings ir.default ir.embedded.actions mail.template mail.compose.message bus.bus
   base_import.* res.users.apikeys* res.users.log res.users.identitycheck change.password.* auth_totp.*
   ir.actions.server ir.actions.client ir.cron ir.cron.* base.automation ir.model ir.model.* ir.rule ir.ui.view
   ir.module.module ir.module.module.* base.module.* base.language.* ir.mail_server fetchmail.server payment.provider payment.token
   mail.mail ir.logging ir.attachment base.import.module base.partner.merge.* base.enable.profiling.wizard
   ir.actions.actions ir.actions.server.history ir.asset ir.ui.view.* ir.property ir.server.object.lines
   auth.totp.* auth.passkey.key* res.device* mail.push.device* sms.account.code* payment.acquirer portal.wizard*`,
);

/** Fields of hidden models that anybody may see by a path: which models there are is told by `odoo_models`, too. */
const OPEN_FIELDS = patterns('ir.model:model ir.model:name');

/** These may be read; writing them would let a key promote itself. */
const FROZEN_MODELS = patterns('res.users res.groups res.company ir.actions.report');

/** Fields that hold secrets, on any model. */
const SECRET_FIELDS = patterns(
  `*passw* *_pass *_token *api_key* *secret* *private_key* *access_key* *server_key* credential* totp_* signup_*`,
);

export function isHiddenModel(model: string): boolean {
  return HIDDEN_MODELS.test(model);
}

export function isOpenField(model: string, field: string): boolean {
  return OPEN_FIELDS.test(`${model}:${field}`);
}

export function isFrozenModel(model: string): boolean {
  return FROZEN_MODELS.test(model);
}

export function isSecretField(field: string): boolean {
  return SECRET_FIELDS.test(field);
}

function patterns(names: string): RegExp {
  return namePattern(names.trim().split(/\s+/)) ?? /^$/;
}
