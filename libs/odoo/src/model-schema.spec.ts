import {
  Cancelled,
  type FieldDefinitions,
  type OdooServerInfo,
  OdooUnavailable,
  type Operation,
  type VersionedCaller,
} from '#libs/contracts';
import { ModelSchema } from './model-schema.js';

const settings = { fieldsCacheMs: 1000, fieldsCacheModels: 2 };

/** A caller that answers when it is told to, and remembers what it was asked. */
class SlowCaller implements VersionedCaller {
  readonly operations: Operation[] = [];
  private readonly waiting: ((outcome: () => FieldDefinitions) => void)[] = [];

  async call(operation: Operation): Promise<FieldDefinitions> {
    this.operations.push(operation);
    return new Promise((resolve, reject) => {
      this.waiting.push((outcome) => {
        try {
          resolve(outcome());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  async check(): Promise<void> {}

  async serverInfo(): Promise<OdooServerInfo> {
    return { version: '19.0', major: 19 };
  }

  get models(): string[] {
    return this.operations.map(({ model }) => model);
  }

  settle(outcome: () => FieldDefinitions = () => ({ name: { type: 'char' } })): void {
    for (const settle of this.waiting.splice(0)) settle(outcome);
  }
}

describe('ModelSchema', () => {
  let now = 0;
  let caller: SlowCaller;
  let schema: ModelSchema;

  beforeEach(() => {
    now = 5000;
    caller = new SlowCaller();
    schema = new ModelSchema(caller, settings, () => now);
  });

  async function ask(model: string): Promise<FieldDefinitions> {
    const fields = schema.fieldsOf(model);
    caller.settle();
    return fields;
  }

  it('asks for the attributes that the gateway works with, and not for all', async () => {
    expect(await ask('res.partner')).toEqual({ name: { type: 'char' } });
    expect(caller.operations).toEqual([
      {
        model: 'res.partner',
        method: 'fields_get',
        args: [],
        kwargs: { attributes: expect.arrayContaining(['type', 'relation', 'required', 'store']) as string[] },
      },
    ]);
  });

  it('asks once however many wait', async () => {
    const waiting = Array.from({ length: 20 }, () => schema.fieldsOf('res.partner'));
    caller.settle();
    expect(new Set(await Promise.all(waiting)).size).toBe(1);
    expect(caller.operations.length).toBe(1);
  });

  it('keeps what it knows until its time is over, by the clock that it was given', async () => {
    await ask('res.partner');
    now += 1000;
    await ask('res.partner');
    expect(caller.operations.length).toBe(1);
    now += 1;
    await ask('res.partner');
    expect(caller.operations.length).toBe(2);
  });

  it('keeps the models that were used last, and no more than allowed', async () => {
    for (const model of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(model);
    expect(caller.models).toEqual(['a', 'b', 'c', 'b']);
  });

  it('serves more models at once than it may keep', async () => {
    const waiting = ['a', 'b', 'c', 'd'].map((model) => schema.fieldsOf(model));
    caller.settle();
    expect(await Promise.all(waiting)).toHaveLength(4);
  });

  it('hands a failure to all who wait, and keeps none', async () => {
    const failure = new OdooUnavailable('Away.');
    const waiting = [schema.fieldsOf('a'), schema.fieldsOf('a')];
    caller.settle(() => {
      throw failure;
    });
    expect(await Promise.allSettled(waiting)).toEqual([
      { status: 'rejected', reason: failure },
      { status: 'rejected', reason: failure },
    ]);
    expect(await ask('a')).toEqual({ name: { type: 'char' } });
  });

  it('asks again in the next moment where nothing may be kept', async () => {
    schema = new ModelSchema(caller, { ...settings, fieldsCacheMs: 0 }, () => now);
    await ask('a');
    now += 2;
    await ask('a');
    expect(caller.operations.length).toBe(2);
  });

  it('asks nothing for a caller who has left', async () => {
    await expect(schema.fieldsOf('a', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Cancelled);
    expect(caller.operations).toEqual([]);
  });
});
