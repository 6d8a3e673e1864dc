export { keepAlerts } from "./keep-alerts.ts";
export { countUnread, listAlerts, markAlertsRead } from "./read-alerts.ts";
