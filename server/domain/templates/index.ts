export { createTemplate, listTemplates, removeTemplate, updateTemplate } from "./templates.ts";
