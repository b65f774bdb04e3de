/** Something that whoever typed the command can put right. Says what to do. */
export class Mistake extends Error {}
