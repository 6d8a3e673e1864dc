"use client";

import { useCallback } from "react";
import { ActivityPanel } from "../activity/activity-panel.tsx";
import type { ProjectLogView } from "../live/use-project-log.ts";
import { PlanPanel } from "../plan/plan-panel.tsx";
import type { ProjectView } from "../../server/contract/views.ts";
import { Tab, TabList, TabPanel, Tabs } from "../ui/tabs.tsx";
import { ChangesPanel } from "./changes-panel.tsx";
import { ChecksPanel } from "./checks-panel.tsx";
import { CostPanel } from "./cost-panel.tsx";
import { FilesPanel } from "./files-panel.tsx";
import { ReportPanel } from "./report-panel.tsx";
import { useAddress } from "./use-address.ts";

const tabs = {
  activity: "Activity",
  changes: "Changes",
  checks: "Checks",
  plan: "Plan",
  cost: "Cost",
  report: "Report",
  files: "Files",
} as const;
type TabId = keyof typeof tabs;
const isTab = (value: string | undefined): value is TabId => value !== undefined && Object.hasOwn(tabs, value);

const countChecks = (project: ProjectView): number =>
  project.phases.reduce(
    (sum, phase) => sum + phase.rounds.reduce((all, round) => all + (round.evidence?.checks.length ?? 0), 0),
    0,
  );

const scrolling = "scroll-quiet min-h-0 flex-1 overflow-y-auto";

/** The views of a project; which one is open stands in the address. */
export function ProjectTabs({ project, log }: { project: ProjectView; log: ProjectLogView | null }) {
  const [address, change] = useAddress();
  const wanted = address.get("tab");
  const tab: TabId = isTab(wanted) ? wanted : "activity";
  const select = useCallback(
    (next: TabId) => change({ tab: next === "activity" ? null : next, phase: null, path: null }),
    [change],
  );
  const checks = countChecks(project);
  return (
    <Tabs value={tab} onValueChange={select} className="flex min-h-80 min-w-0 flex-1 flex-col lg:min-h-0">
      <TabList label="Views of the project" className="shrink-0 px-4">
        {Object.entries(tabs).map(([id, label]) => (
          <Tab key={id} value={id} count={id === "checks" && checks > 0 ? checks : undefined}>
            {label}
          </Tab>
        ))}
      </TabList>
      <TabPanel
        value="activity"
        keepMounted
        className="flex min-h-0 flex-1 flex-col not-[&[hidden]]:flex [&[hidden]]:hidden"
      >
        <ActivityPanel project={project} log={log} />
      </TabPanel>
      <TabPanel value="changes" className={scrolling}>
        <ChangesPanel project={project} />
      </TabPanel>
      <TabPanel value="checks" className={scrolling}>
        <ChecksPanel project={project} />
      </TabPanel>
      <TabPanel value="plan" className={scrolling}>
        <PlanPanel project={project} />
      </TabPanel>
      <TabPanel value="cost" className={scrolling}>
        <CostPanel project={project} />
      </TabPanel>
      <TabPanel value="report" className={scrolling}>
        <ReportPanel project={project} />
      </TabPanel>
      <TabPanel value="files" className={scrolling}>
        <FilesPanel project={project} />
      </TabPanel>
    </Tabs>
  );
}
