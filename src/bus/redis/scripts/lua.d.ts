/** A script for Redis, embedded as text. */
declare module "*.lua" {
  const script: string;
  export default script;
}
