import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson, type StateSigner } from '#libs/contracts';

/** Half of SHA-256: short enough to be carried by a model, long enough that nobody guesses it. */
const SEAL_BYTES = 16;

/** `<seal><state>`, both base64url: the state can be read by its carrier, and not changed. */
export class HmacStateSigner implements StateSigner {
  constructor(private readonly secret: string) {}

  seal(purpose: string, state: unknown): string {
    const text = Buffer.from(JSON.stringify(state));
    return Buffer.concat([this.mac(purpose, text), text]).toString('base64url');
  }

  open(purpose: string, token: string): unknown {
    const bytes = Buffer.from(token, 'base64url');
    // Decoding forgives stray characters; what is not spelt as it was given out is refused.
    if (bytes.length <= SEAL_BYTES || bytes.toString('base64url') !== token) return undefined;
    const text = bytes.subarray(SEAL_BYTES);
    const genuine = timingSafeEqual(bytes.subarray(0, SEAL_BYTES), this.mac(purpose, text));
    return genuine ? (JSON.parse(text.toString()) as unknown) : undefined;
  }

  digest(purpose: string, state: unknown): string {
    return this.wholeMac(purpose, Buffer.from(canonicalJson(state))).toString('base64url');
  }

  private mac(purpose: string, text: Buffer): Buffer {
    return this.wholeMac(purpose, text).subarray(0, SEAL_BYTES);
  }

  private wholeMac(purpose: string, text: Buffer): Buffer {
    return createHmac('sha256', this.secret).update(purpose).update('\0').update(text).digest();
  }
}
