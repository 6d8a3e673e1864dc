import {
  andThen,
  bound,
  earlier,
  gettingRound,
  givingAway,
  ignoring,
  inOrder,
  keys,
  messages,
  ofThisMachine,
  oneOf,
  said,
  sending,
  systemPrompt,
  telling,
  upTo,
  walls,
  yours,
} from "./injection-words.ts";
import type { Match } from "./match.ts";

/**
 * Words that would turn an agent against its task. Patterns read folded text (folded-text.ts): lower case, no accents,
 * nothing invisible. They are linear: what repeats is bounded, and no repetition stands within an unbounded one.
 *
 * A rule is of high certainty only where a brief has no ordinary reason to say it. "Ignore previous rules" is what a
 * firewall does; "ignore your previous instructions" is said to an agent.
 */
export interface InjectionRule extends Pick<Match, "rule" | "certainty" | "message"> {
  /** A text without any of these is not searched: faster, and most texts have none. Null: always searched. */
  readonly needs: readonly string[] | null;
  readonly pattern: RegExp;
}

const high = "high";
const low = "low";

const keyFile = String.raw`(?:\.env\b|id_rsa|id_ed25519|\.ssh\b|\.aws\b|\.npmrc|\.netrc|\.claude\b|/etc/(?:passwd|shadow)|credentials)`;
/** A program that reads keys or the environment, and one behind it that sends what it reads. */
const pipedAway = String.raw`(?:\b(?:env|printenv)\b|\b(?:cat|base64|tar|zip|head|tail|xxd) [^\n|;&]{0,60}${keyFile})[^\n|]{0,40}\|[^\n]{0,60}\b(?:curl|wget|nc|ncat|netcat)\b`;
/** What a program that sends is given to send: up to the first character that brings in a file or a variable. */
const given = String.raw`[ =]{1,2}["']?[^\n"'@$${"`"}]{0,24}(?:\$\((?:env|printenv|cat)\b|${"`"}(?:env|printenv|cat)\b|\$\{?(?:anthropic|aws|openai|github|database|npm)_|@[~\w./-]{0,40}?${keyFile})`;
const sentDirectly = String.raw`\b(?:curl|wget)\b[^\n]{0,100}? (?:(?:-d|-f|--data[\w-]{0,12}|--form|--post-data)${given}|(?:-t|--upload-file|--post-file)[ =]{1,2}["']?[~\w./-]{0,40}?${keyFile})`;
const exfiltratingCommand = new RegExp(String.raw`${pipedAway}|${sentDirectly}|>\s?/dev/tcp/`, "gu");

/** The rules for English, and for what is the same in every language. */
export const injectionRules: readonly InjectionRule[] = [
  {
    rule: "ignore-instructions",
    certainty: high,
    message: messages.ignore,
    needs: [
      "ignor",
      "disregard",
      "forget",
      "overrid",
      "overrule",
      "follow",
      "obey",
      "attention",
      "neglect",
      "discard",
      "set aside",
    ],
    pattern: inOrder(
      ignoring,
      andThen,
      upTo(4),
      `(?:${earlier}${andThen}${upTo(3)}${said}|${yours}${andThen}${upTo(4)}(?:${said}|${bound}))`,
    ),
  },
  {
    rule: "ignore-instructions",
    certainty: high,
    message: messages.ignore,
    needs: ["ignor", "disregard", "forget"],
    pattern: inOrder(
      oneOf("ignore", "disregard", "forget"),
      andThen,
      upTo(2),
      oneOf("everything", "anything", "all", "whatever", "what"),
      andThen,
      "(?:that |which )?",
      "(?:you (?:were|have been|had been|are) (?:told|taught|given|instructed)|you(?:'ve|’ve) been (?:told|taught|given|instructed)|you (?:know|learned) (?:about|so far|before)|was said (?:before|above)|(?:i|we|they) (?:said|told you) (?:before|above|earlier))",
    ),
  },
  {
    rule: "ignore-everything-above",
    certainty: low,
    message: messages.ignore,
    needs: ["above", "so far", "before this"],
    pattern: inOrder(
      oneOf("ignore", "disregard", "forget"),
      andThen,
      upTo(2),
      String.raw`(?:everything|all|anything|the text|the words)\s(?:of the )?(?:above|so far|before this)(?=\s{0,3}(?:[.,;:!\n]|and\b|instead\b|but\b|$))`,
    ),
  },
  {
    rule: "spaced-letters",
    certainty: high,
    message: messages.ignore,
    needs: [
      "i g n o r e",
      "i.g.n.o.r.e",
      "i-g-n-o-r-e",
      "i_g_n_o_r_e",
      "i*g*n*o*r*e",
      "d i s r e g a r d",
      "b y p a s s",
    ],
    pattern: /\b(?:i[ ._*-]g[ ._*-]n[ ._*-]o[ ._*-]r[ ._*-]e|d i s r e g a r d|b y p a s s)\b/gu,
  },
  {
    rule: "new-instructions",
    certainty: high,
    message: messages.ignore,
    needs: ["instructions", "prompt"],
    pattern:
      /(?:^|\n)[^\p{L}\n]{0,8}(?:(?:new|updated|real|actual|override|emergency) system (?:prompt|instructions|message)|(?:end|beginning|start) of (?:the )?(?:system )?(?:prompt|instructions)|(?:begin|end) (?:new |system )(?:prompt|instructions)|system override)[^\p{L}\n]{0,8}(?=\n|$|:|\p{L})/gu,
  },
  {
    rule: "reveal-prompt",
    certainty: high,
    message: messages.reveal,
    needs: ["prompt", "instructions", "message"],
    pattern: inOrder(telling, andThen, upTo(4), oneOf("your", "your own"), andThen, upTo(3), systemPrompt),
  },
  {
    rule: "reveal-prompt",
    certainty: high,
    message: messages.reveal,
    needs: [
      "what is your",
      "what are your",
      "what were your",
      "what's your",
      "words above",
      "text above",
      "everything above",
      "verbatim",
    ],
    pattern:
      /\bwhat(?:'s| is| are| was| were) your (?:exact |full |initial |original |hidden |secret )?(?:system prompt|system message|instructions|initial prompt|hidden prompt)|\brepeat (?:all |everything |the |back )?(?:of )?(?:the )?(?:words|text|messages?|content|instructions|everything) (?:from )?above\b|\b(?:print|output|repeat|copy) (?:the |this |your )?(?:entire |whole |full )?(?:conversation|context|prompt|instructions) (?:above )?verbatim/gu,
  },
  {
    rule: "reveal-prompt",
    certainty: low,
    message: messages.reveal,
    needs: ["system prompt", "system message", "hidden prompt", "initial prompt"],
    pattern: inOrder(
      telling,
      andThen,
      upTo(2),
      oneOf("the", "its", "their"),
      andThen,
      upTo(2),
      oneOf("system prompts?", "system messages?", "hidden prompt", "initial prompt"),
    ),
  },
  {
    rule: "reveal-keys",
    certainty: high,
    message: messages.reveal,
    needs: ["your"],
    pattern: inOrder(givingAway, andThen, upTo(4), oneOf("your", "your own"), andThen, upTo(3), keys),
  },
  {
    rule: "exfiltrate",
    certainty: high,
    message: messages.exfiltrate,
    needs: ["://", "webhook", "pastebin", "ngrok", "requestbin", "to this address", "to this server"],
    pattern: inOrder(
      sending,
      andThen,
      upTo(6),
      ofThisMachine,
      String.raw`[^\n]{0,60}?`,
      String.raw`(?:https?://|ftp://|webhook|pastebin|ngrok|requestbin|to this (?:address|server))`,
    ),
  },
  {
    rule: "exfiltrate-command",
    certainty: high,
    message: messages.exfiltrate,
    needs: ["curl", "wget", "nc ", "ncat", "/dev/tcp"],
    pattern: exfiltratingCommand,
  },
  {
    rule: "piped-to-shell",
    certainty: high,
    message: "Runs a command that is written in a way that hides what it does. Take it out, or write it plainly.",
    needs: ["base64", "xxd"],
    pattern: /\b(?:base64 (?:-d|--decode|-di)|xxd -r)[^\n|]{0,60}\|\s{0,3}(?:sudo )?(?:ba|z|da)?sh\b/gu,
  },
  {
    rule: "disable-safety",
    certainty: high,
    message: messages.disable,
    needs: ["sandbox", "guardrail", "safety", "permission", "approval", "restriction", "content"],
    pattern: inOrder(
      gettingRound,
      andThen,
      upTo(2),
      `(?:${oneOf("your", "your own", "claude's", "claude’s", "claude code's", "the agent's", "the agent’s")}${andThen}${upTo(3)}${walls})`,
    ),
  },
  {
    rule: "disable-safety",
    certainty: high,
    message: messages.disable,
    needs: [
      "sandbox",
      "skip-permissions",
      "bypasspermissions",
      "dangerouslydisable",
      "tool calls",
      "tool requests",
      "permission requests",
      "chroot",
      "jail",
    ],
    pattern:
      /--dangerously-skip-permissions|\bbypasspermissions\b|\bdangerouslydisablesandbox\b|\b(?:disable|turn off|switch off|bypass|circumvent|escape(?: from)?|break out of|get out of|leave) (?:the|your|this|its) (?:[\p{L}-]{1,20} )?(?:sandbox|sandboxing|jail|chroot)\b(?! (?:attribute|flag|iframe|mode|tests?|account|api|environment|page))|\b(?:approve|auto-approve|accept|allow|grant) (?:all|any|every|each) (?:tool|permission) (?:calls?|requests?|prompts?)\b/gu,
  },
  {
    rule: "no-questions",
    certainty: low,
    message: "Asks the agent not to ask. What it may do without asking is chosen beside the brief.",
    needs: ["without asking", "not ask", "n't ask", "n’t ask"],
    pattern:
      /\b(?:without asking (?:me |anyone |the user |anybody )?(?:for )?(?:permission|approval|confirmation|first)|(?:do not|don't|don’t|never) ask (?:me |anyone |the user |anybody )?for (?:permission|approval|confirmation))\b/gu,
  },
  {
    rule: "other-role",
    certainty: high,
    message: messages.role,
    needs: ["you are", "you're", "you’re", "act as", "pretend", "do anything now", "dan mode"],
    pattern:
      /\b(?:you are|you're|you’re) (?:now|no longer) (?:in |running in |entering |an? |bound (?:by|to) |subject to |restricted by )?(?:developer mode|dan\b|jailbroken|unrestricted|unfiltered|uncensored|root\b|god mode|(?:an? )?(?:unrestricted|unfiltered|uncensored|evil|rogue)|any (?:rules|restrictions)|(?:your|the|these) (?:rules|restrictions|guidelines)|claude|chatgpt|an? ai|a language model)|\b(?:act|behave|respond|pretend) (?:as if|like|as though|that) you (?:have|had|were|are) (?:no|not|without|free of|under no) (?:[\p{L}]{1,20} ){0,2}(?:restrictions|rules|limits|limitations|guidelines|filters|bound)|\bdo anything now\b|\bdan mode\b/gu,
  },
  {
    rule: "other-role",
    certainty: low,
    message: messages.role,
    needs: ["from now on", "you are now"],
    pattern: /\bfrom now on,? you (?:will|must|are|shall|should)\b|\byou are now (?:an? |the )\p{L}{3,20}/gu,
  },
  {
    rule: "model-markup",
    certainty: high,
    message: messages.markup,
    needs: ["<|", "[inst]", "<<sys>>", "<system-reminder", "<instruction ", "<data label", "[system]", "<system>"],
    pattern:
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id)\|>|\[\/?inst\]|<<\/?sys>>|<\/?system-reminder>|<instruction from=|<data label=|(?:^|\n)\s{0,3}(?:\[system\]|<system>)[: ]{0,2}\s{0,3}(?=\p{L})/gu,
  },
  {
    rule: "keep-secret",
    certainty: high,
    message: messages.secrecy,
    needs: ["tell", "inform", "mention", "secret", "reveal", "report"],
    pattern:
      /\b(?:do not|don't|don’t|never|without) (?:tell|telling|inform|informing|mention|mentioning|reveal|revealing|report|reporting|let)(?:ing)? (?:this |it |these |that )?(?:to )?(?:the )?(?:user|human|owner|operator|maintainers?|reviewers?|project manager|anyone|anybody) (?:about (?:this|these|it)\b(?! (?:page|screen|feature|form|field))|that you|what you|know (?:about|that you|what you))|\bkeep (?:this|these) (?:instructions?|message|prompt|orders?) (?:secret|hidden|confidential|to yourself)\b|\b(?:do not|don't|don’t|never) (?:mention|reveal|report|disclose) (?:this|these) (?:instructions?|prompt|message|orders?)\b/gu,
  },
  {
    // A sign-in page keeps things from its users too; said at the end of a sentence it may be meant for the agent.
    rule: "keep-secret",
    certainty: low,
    message: messages.secrecy,
    needs: ["tell", "inform", "notif", "alert", "notic", "knowing", "knows", "finds out"],
    pattern:
      /\b(?:do not|don't|don’t|never|without) (?:ever )?(?:tell|telling|inform|informing|notify|notifying|alert|alerting) (?:the |any |your |our )?(?:users?|humans?|owners?|operators?|maintainers?|reviewers?|project managers?|anyone|anybody)(?=\s{0,3}(?:[.,;:!?)\n]|$|and\b|or\b|but\b))|\b(?:so that |such that |make sure (?:that )?)(?:the )?(?:user|owner|human|reviewer|nobody|no one)(?: does not| doesn't| doesn’t| never)? (?:notices?|finds? out|knows?)\b|\bwithout (?:the )?(?:user|owner|human|reviewer|anyone|anybody)(?:'s|’s)? (?:noticing|knowing|finding out)\b/gu,
  },
  {
    rule: "speaks-to-ai",
    certainty: high,
    message: messages.addressed,
    needs: ["ai", "llm", "language model", "claude", "assistant", "agent", "chatgpt", "copilot"],
    pattern:
      /\b(?:if you are|as|being) an? (?:ai|llm|large language model|language model|ai assistant|ai agent|coding agent|autonomous agent)\b[^\n.!?]{0,40}\b(?:you (?:must|should|shall|will|need to|have to)|then|please|ignore|stop)\b|\b(?:note|attention|message|instructions?|important|notice|hint|order)s? (?:to|for) (?:all |any |every |the )?(?:ais?|llms?|language models?|claude(?: code)?|ai (?:assistants?|agents?|models?|tools?)|coding (?:agents?|assistants?)|chatgpt|copilot)\b\s{0,3}[:,!-]|\b(?:ais?|llms?|language models?|claude(?: code)?|ai (?:assistants?|agents?|models?)|coding (?:agents?|assistants?)|agents?) (?:reading|processing|parsing|working (?:on|in|with)|that reads?|who reads?) (?:this|these)\b/gu,
  },
];
