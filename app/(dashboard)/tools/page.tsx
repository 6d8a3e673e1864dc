import type { Metadata } from "next";
import { ToolsPage } from "#components/tool-requests/tools-page";

export const metadata: Metadata = { title: "Tools" };

export default function Page() {
  return <ToolsPage />;
}
