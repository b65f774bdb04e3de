import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError, Validator } from '#libs/config';
import { InvalidArguments } from '#libs/contracts';

const PROBLEMS_SHOWN = 5;

/** Checks DTOs; what they do not name is refused. Values are never repeated in an answer. */
export const validated = new ValidationPipe({
  // Nest would load all of class-validator.
  validatorPackage: Object.assign(new Validator(), { getMetadataStorage }),
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  exceptionFactory: (errors: ValidationError[]) => {
    const problems = errors.flatMap(({ constraints = {} }) => Object.values(constraints));
    return new InvalidArguments(`${problems.slice(0, PROBLEMS_SHOWN).join('; ')}.`, {
      hint: 'See the OpenAPI document.',
    });
  },
});
