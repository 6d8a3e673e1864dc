"use client";

import { Download } from "lucide-react";
import { Button } from "./button.tsx";
import { DropdownMenu, MenuItem } from "./dropdown-menu.tsx";

const formats = [
  { format: "csv", label: "CSV, for spreadsheets" },
  { format: "json", label: "JSON" },
] as const;

interface ExportMenuProps {
  /** Where the file is made, for example `/api/usage/export`. */
  path: string;
  /** The page's own filter, read when a format is chosen. */
  params: () => URLSearchParams;
  timeZone: string;
}

/** What a page shows, as a file. */
export function ExportMenu({ path, params, timeZone }: ExportMenuProps) {
  return (
    <DropdownMenu
      align="end"
      trigger={
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      }
    >
      {formats.map(({ format, label }) => (
        <MenuItem
          key={format}
          onSelect={() => {
            const query = params();
            query.set("tz", timeZone);
            query.set("format", format);
            // An attachment: the page stays where it is.
            window.location.assign(`${path}?${query.toString()}`);
          }}
        >
          {label}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
