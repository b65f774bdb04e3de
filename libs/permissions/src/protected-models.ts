/** Nobody reads, searches or aggregates these unless they are opened by name: they hold secrets, code or rights. */
const HIDDEN_MODELS = patterns(
  `ir.config_parameter res.config.settings ir.default ir.embedded.actions mail.template mail.compose.message bus.bus
   base_import.* res.users.apikeys* res.users.log res.users.identitycheck change.password.* auth_totp.*
   ir.actions.server ir.actions.client ir.cron base.automation ir.model ir.model.* ir.rule ir.ui.view ir.module.module
   base.module.* base.language.* ir.mail_server fetchmail.server payment.provider payment.token mail.mail ir.logging
   ir.attachment`,
);

/** These may be read; writing them would let a key promote itself. */
const FROZEN_MODELS = patterns('res.users res.groups res.company ir.actions.report');

/** Fields that hold secrets, on any model. */
const SECRET_FIELDS = patterns(
  `*passw* *_pass *_token *api_key* *secret* *private_key* *access_key* *server_key* credential* totp_* signup_*`,
);

export function isHiddenModel(model: string): boolean {
  return HIDDEN_MODELS.test(model);
}

export function isFrozenModel(model: string): boolean {
  return FROZEN_MODELS.test(model);
}

export function isSecretField(field: string): boolean {
  return SECRET_FIELDS.test(field);
}

/** Names with `*` for "anything", separated by blanks, as one expression. */
function patterns(names: string): RegExp {
  const alternatives = names
    .trim()
    .split(/\s+/)
    .map((name) => name.replaceAll('.', '\\.').replaceAll('*', '.*'));
  return new RegExp(`^(?:${alternatives.join('|')})$`);
}
