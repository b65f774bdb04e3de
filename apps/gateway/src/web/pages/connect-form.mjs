import { CallLog } from './call-log.mjs';
import { element, freshId, show } from './elements.mjs';
import { GatewayClient } from './gateway-client.mjs';
import { keptKey } from './kept-key.mjs';
import { problemView } from './problem-view.mjs';

/**
 * Where a person shows a key. It is kept by the client alone, and in the tab's sessionStorage where the person says so.
 * @param connected takes the client; where it throws a GatewayProblem, the form says so and waits for another key.
 */
export class ConnectForm {
  constructor(connected) {
    this.connected = connected;
    this.key = element('input', {
      class: 'input',
      id: freshId('key'),
      type: 'password',
      autocomplete: 'off',
      spellcheck: 'false',
      'aria-describedby': 'key-about',
    });
    this.keep = element('input', { type: 'checkbox', id: freshId('keep') });
    this.button = element('button', { type: 'submit', class: 'button primary' }, 'Connect');
    this.problem = element('div');
    this.node = this.layout();
  }

  layout() {
    const form = element(
      'form',
      { class: 'card connect', novalidate: true },
      element('h2', { id: 'connect-title' }, 'Connect'),
      element(
        'div',
        { class: 'field' },
        element('label', { for: this.key.id }, 'Key or token'),
        this.key,
        element(
          'p',
          { class: 'field-about', id: 'key-about' },
          'The API key that the operator gave you. Leave it empty on a server without keys.',
        ),
      ),
      element(
        'div',
        { class: 'field check' },
        this.keep,
        element('label', { for: this.keep.id }, 'Keep it until this tab is closed'),
      ),
      element('div', { class: 'actions' }, this.button),
      this.problem,
      element(
        'p',
        { class: 'quiet small-text' },
        'The key is sent in a header to this server alone. It is in no address, no cookie and no history.',
      ),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.connect(this.key.value.trim());
    });
    return element('div', { class: 'connect-frame' }, form);
  }

  /** Goes on with a key that the tab has kept. @returns whether there was one. */
  resume() {
    const kept = keptKey.read();
    if (kept === undefined) return false;
    this.keep.checked = true;
    void this.connect(kept);
    return true;
  }

  async connect(key) {
    if (!/^[\x21-\x7e]*$/.test(key))
      return this.refuse({
        message: 'A key has no spaces and no letters beyond ASCII.',
        layer: 'key',
        hint: 'Copy it again, without anything around it.',
      });
    this.button.disabled = true;
    show(this.problem, element('p', { class: 'loading' }, 'Connecting …'));
    try {
      await this.connected(new GatewayClient(key || undefined, new CallLog()));
      if (this.keep.checked && key) keptKey.keep(key);
      this.key.value = '';
      show(this.problem);
    } catch (problem) {
      keptKey.forget();
      this.refuse(problem);
    } finally {
      this.button.disabled = false;
    }
  }

  refuse(problem) {
    show(this.problem, problemView(problem));
    this.key.focus();
  }
}
