import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { InvalidArguments } from '#libs/contracts';

const PROBLEMS_SHOWN = 5;

/** Checks DTOs; what they do not name is refused. Values are never repeated in an answer. */
export const validated = new ValidationPipe({
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
