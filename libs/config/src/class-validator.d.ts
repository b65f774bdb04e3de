/** Single files of the package: each exports one or some of its names. */
declare module 'class-validator/cjs/*' {
  export * from 'class-validator';
}
