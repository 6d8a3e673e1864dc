import { NotFound } from "#components/shell/not-found";

export default function DashboardNotFound() {
  return <NotFound />;
}
