import type * as swagger from '@nestjs/swagger';
import { ApiOperation, ApiTags, applyDescriptions } from './described.js';

describe('applyDescriptions', () => {
  it('applies decorators in the order of the code, each once', () => {
    @ApiTags('first', 'second')
    class Described {
      @ApiOperation({ summary: 'what it does' })
      method(): void {}
    }
    const applied: unknown[] = [];
    const noting =
      (name: string) =>
      (...options: unknown[]) =>
      (target: unknown, key?: string) =>
        void applied.push([name, options, target, key]);
    const real = { ApiOperation: noting('ApiOperation'), ApiTags: noting('ApiTags') } as unknown as typeof swagger;
    applyDescriptions(real);
    applyDescriptions(real);
    expect(applied).toEqual([
      ['ApiOperation', [{ summary: 'what it does' }], Described.prototype, 'method'],
      ['ApiTags', ['first', 'second'], Described, undefined],
    ]);
  });
});
