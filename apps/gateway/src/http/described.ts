import type * as swagger from '@nestjs/swagger';

type Swagger = typeof swagger;
type Decorator = (...target: unknown[]) => unknown;
type Maker = (...options: unknown[]) => Decorator;

const waiting: ((real: Swagger) => void)[] = [];

/** The decorator of this name, which is applied when the document is made: what makes it is dear to load, and few ask. */
function described<Name extends keyof Swagger>(name: Name): Swagger[Name] {
  const maker: Maker =
    (...options) =>
    (...target) => {
      waiting.push((real) => (real[name] as unknown as Maker)(...options)(...target));
    };
  return maker as unknown as Swagger[Name];
}

export const ApiBody = described('ApiBody');
export const ApiCreatedResponse = described('ApiCreatedResponse');
export const ApiExcludeController = described('ApiExcludeController');
export const ApiHeader = described('ApiHeader');
export const ApiOkResponse = described('ApiOkResponse');
export const ApiOperation = described('ApiOperation');
export const ApiParam = described('ApiParam');
export const ApiProduces = described('ApiProduces');
export const ApiProperty = described('ApiProperty');
export const ApiPropertyOptional = described('ApiPropertyOptional');
export const ApiTags = described('ApiTags');

/** Applies all decorators that have not been yet, in the order of the code. */
export function applyDescriptions(real: Swagger): void {
  for (const apply of waiting.splice(0)) apply(real);
}
