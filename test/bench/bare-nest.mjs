// What any service of this kind has to load: Nest on Fastify, one module, one controller, nothing else.
import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';

class HealthController {
  ready() {
    return { status: 'ready' };
  }
}
const { prototype } = HealthController;
Get('ready')(prototype, 'ready', Object.getOwnPropertyDescriptor(prototype, 'ready'));
Controller('health')(HealthController);

class BareModule {}
Module({ controllers: [HealthController] })(BareModule);

const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: false });
process.on('SIGTERM', () => void app.close());
await app.listen(0, '127.0.0.1');
console.log(`listening ${await app.getUrl()}`);
