import type { Metadata } from "next";
import { ToolPage } from "#components/tools/tool-page";

export const metadata: Metadata = { title: "Tool" };

export default async function Page({ params }: { params: Promise<{ toolId: string }> }) {
  return <ToolPage toolId={(await params).toolId} />;
}
