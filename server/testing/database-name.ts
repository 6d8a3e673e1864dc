/** Migrated once per run by postgres.setup.ts; nobody connects to it afterwards, or it could not be cloned. */
export const templateDatabase = "spiral_template";

/** The same server's address with another database. */
export const databaseNamed = (serverUrl: string, name: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
};
