export { isRemembered, listPermissionRules, rememberPermission, removePermissionRule } from "./rules.ts";
