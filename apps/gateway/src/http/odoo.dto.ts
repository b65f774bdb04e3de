import { Transform, Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsObject, IsOptional, IsString, Min } from '#libs/config';
import { ApiProperty, ApiPropertyOptional } from './described.js';

/** JSON in a query parameter; text that is none is left as it is, and refused as what it should have been. */
const fromJson = Transform(({ value }: { value: unknown }) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
});

const fromList = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value));

/** A call of a public Odoo method. */
export class QueryDto {
  @ApiProperty({ example: 'res.partner' })
  @IsString()
  model!: string;

  @ApiProperty({ example: 'search_read' })
  @IsString()
  method!: string;

  @ApiPropertyOptional({ type: 'array', items: {}, example: [[['is_company', '=', true]]] })
  @IsOptional()
  @IsArray()
  args?: unknown[];

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, example: { fields: ['name'], limit: 3 } })
  @IsOptional()
  @IsObject()
  kwargs?: Record<string, unknown>;
}

/** Which fields, in the query string. */
export class FieldsQueryDto {
  @ApiPropertyOptional({ description: 'Field names, comma-separated', type: String, example: 'name,email' })
  @IsOptional()
  @fromList
  @IsArray()
  fields?: string[];
}

/** Which records, in the query string. */
export class RecordsQueryDto extends FieldsQueryDto {
  @ApiPropertyOptional({ description: 'Odoo domain as JSON', type: String, example: '[["is_company","=",true]]' })
  @IsOptional()
  @fromJson
  @IsArray({ message: 'domain must be a JSON list of conditions' })
  domain?: unknown[];

  @ApiPropertyOptional({ example: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  limit?: number;

  @ApiPropertyOptional({ description: 'next_cursor of the answer before' })
  @IsOptional()
  @IsString()
  cursor?: string;

  @ApiPropertyOptional({ example: 'name desc, id' })
  @IsOptional()
  @IsString()
  order?: string;

  @ApiPropertyOptional({ enum: ['json', 'csv'] })
  @IsOptional()
  @IsIn(['json', 'csv'])
  format?: 'json' | 'csv';
}

/** Whose changes to tell, in the query string. */
export class ChangesQueryDto extends FieldsQueryDto {
  @ApiPropertyOptional({ description: 'Odoo domain as JSON', type: String, example: '[["is_company","=",true]]' })
  @IsOptional()
  @fromJson
  @IsArray({ message: 'domain must be a JSON list of conditions' })
  domain?: unknown[];
}

/** How to group and what to put together, in the query string. */
export class AggregateQueryDto {
  @ApiPropertyOptional({ description: 'Odoo domain as JSON', type: String, example: '[["is_company","=",true]]' })
  @IsOptional()
  @fromJson
  @IsArray({ message: 'domain must be a JSON list of conditions' })
  domain?: unknown[];

  @ApiProperty({ description: 'field or date_field:month, comma-separated', type: String, example: 'country_id' })
  @fromList
  @IsArray()
  group_by!: string[];

  @ApiPropertyOptional({
    description: 'field:sum|avg|min|max|count|count_distinct, comma-separated',
    type: String,
    example: 'color:sum',
  })
  @IsOptional()
  @fromList
  @IsArray()
  aggregates?: string[];

  @ApiPropertyOptional({ example: 'country_id' })
  @IsOptional()
  @IsString()
  order?: string;

  @ApiPropertyOptional({ example: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  limit?: number;
}
