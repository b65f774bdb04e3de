import { setImmediate as turn } from 'node:timers/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import { NotFound } from '#libs/contracts';
import { OpenApiHolder } from './open-api.controller.js';

describe('OpenApiHolder', () => {
  it('has the document made once, when it is first asked for, also by two at a time', async () => {
    const holder = new OpenApiHolder();
    let made = 0;
    holder.make = async () => {
      made += 1;
      await turn();
      return { info: { title: `${made}` } } as OpenAPIObject;
    };
    expect(made).toBe(0);
    const [first, second] = await Promise.all([holder.document(), holder.document()]);
    expect([first === second, await holder.document(), made]).toEqual([true, first, 1]);
  });

  it('says that there is none before the application is whole', async () => {
    await expect(new OpenApiHolder().document()).rejects.toThrow(NotFound);
  });
});
