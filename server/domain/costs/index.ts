export { estimateCost } from "./estimate.ts";
export { projectCosts } from "./project-costs.ts";
