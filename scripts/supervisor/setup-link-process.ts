// Run by setup.ts as a process of its own and sends one message: the path of a new one-time setup link while there is
// no user, null afterwards. Apart from the supervisor, because a Prisma client costs some 40 MB for as long as a
// process lives, and the supervisor lives longest and needs it once.
import { createDatabase } from "../../server/db/client.ts";
import { databaseUrl } from "../../server/db/database-url.ts";
import { createSetupLink, setupNeeded } from "../../server/domain/users/index.ts";
import { tellParent } from "../follow-parent.ts";

const { prisma, close } = createDatabase({ url: databaseUrl(), max: 1, name: "spiral-setup" });
const path = (await setupNeeded({ prisma })) ? (await createSetupLink(prisma)).path : null;
await close();
tellParent({ path });
