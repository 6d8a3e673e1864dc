"use client";

import { Download } from "lucide-react";
import { Button } from "#components/ui/button";
import { DropdownMenu, MenuItem } from "#components/ui/dropdown-menu";
import { queryParams, type UsageAddress } from "#client/usage/usage-address";

const formats = [
  { format: "csv", label: "CSV, for spreadsheets" },
  { format: "json", label: "JSON" },
] as const;

/** The calls of the period, with the same filter, as a file. */
export function ExportMenu({ address, timeZone }: { address: UsageAddress; timeZone: string }) {
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
            const params = queryParams(address);
            params.set("tz", timeZone);
            params.set("format", format);
            // An attachment: the page stays where it is.
            window.location.assign(`/api/usage/export?${params.toString()}`);
          }}
        >
          {label}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
