import packageJson from "../../../package.json" with { type: "json" };

/** The version that runs, as package.json says it. */
export const productVersion: string = packageJson.version;
