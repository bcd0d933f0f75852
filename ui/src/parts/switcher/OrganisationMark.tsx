import type { Organisation } from "../../backend/types";
import { Badge } from "../../ui/Badge";

const roles = { owner: "Owner", admin: "Admin", member: "Member", guest: "Guest" } as const;

/** What one is in an organisation; or that it lives on this machine alone. */
export function OrganisationMark({ org }: { org: Organisation }) {
  if (org.relay === null) return <Badge>This machine only</Badge>;
  return <Badge>{org.role === null ? "No longer a member" : roles[org.role]}</Badge>;
}
