import { router } from "../trpc.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { look } from "./look.ts";
import { setPassword } from "./set-password.ts";

export const accountLinksRouter = router({ look, acceptInvitation, setPassword });
