export { projectCosts } from "./project-costs.ts";
