import type { InjectionRule } from "./injection-rules.ts";
import { andThen, inOrder, messages, oneOf, upTo } from "./injection-words.ts";

/**
 * The basics in other languages: to set instructions aside, and to give the system prompt away. Written without
 * accents, as folded text has none on Latin letters.
 */
const ignoring = (needs: readonly string[], pattern: RegExp): InjectionRule => ({
  rule: "ignore-instructions",
  certainty: "high",
  message: messages.ignore,
  needs,
  pattern,
});
const revealing = (needs: readonly string[], pattern: RegExp): InjectionRule => ({
  rule: "reveal-prompt",
  certainty: "high",
  message: messages.reveal,
  needs,
  pattern,
});

/** For languages that set the adjective behind: "the instructions previous". */
const verbNounAdjective = (
  verbs: readonly string[],
  nouns: readonly string[],
  earlier: readonly string[],
  yours: readonly string[],
) =>
  inOrder(
    oneOf(...verbs),
    andThen,
    upTo(4),
    `(?:${oneOf(...nouns)}${andThen}${upTo(2)}${oneOf(...earlier)}|${oneOf(...earlier, ...yours)}${andThen}${upTo(2)}${oneOf(...nouns)})`,
  );

export const injectionLanguages: readonly InjectionRule[] = [
  // German
  ignoring(
    ["anweisung", "instruktion", "vorgaben", "regeln", "befehle", "prompt", "anleitung"],
    inOrder(
      oneOf(
        "ignoriere",
        "ignorier",
        "ignorieren",
        "vergiss",
        "vergesse",
        "vergessen",
        "missachte",
        "missachten",
        "ubergehe",
        "ubergehen",
        "beachte",
        "befolge",
      ),
      andThen,
      upTo(4),
      `(?:${oneOf("vorherigen?", "vorigen?", "bisherigen?", "obigen?", "fruheren?", "vorangegangenen?", "vorangehenden?", "ursprunglichen?")}${andThen}${upTo(2)}${oneOf("anweisung(?:en)?", "systemanweisungen", "instruktionen", "anleitungen", "vorgaben", "befehle", "prompts?")}|${oneOf("deine", "deinen", "ihre", "deiner")}${andThen}${upTo(3)}${oneOf("anweisungen", "systemanweisungen", "instruktionen", "vorgaben", "regeln", "befehle")})`,
    ),
  ),
  revealing(
    ["system-prompt", "systemprompt", "system prompt", "systemanweisung", "systemnachricht"],
    inOrder(
      oneOf("zeige?", "nenne?", "verrate?", "gib", "drucke?", "schreibe?", "wiederhole?"),
      andThen,
      upTo(4),
      oneOf("deinen?", "deine", "ihren?"),
      andThen,
      upTo(2),
      oneOf("system-?prompts?", "system prompt", "systemanweisung(?:en)?", "systemnachricht"),
    ),
  ),
  // French
  ignoring(
    ["instructions", "consignes", "directives", "regles", "ordres"],
    verbNounAdjective(
      [
        "ignorez?",
        "ignorer",
        "oubliez?",
        "oublier",
        "ne tiens pas compte",
        "ne tenez pas compte",
        "fais abstraction",
        "faites abstraction",
        "neglige[rz]?",
      ],
      ["instructions?", "consignes?", "directives?", "ordres", "regles"],
      ["precedente?s?", "anterieure?s?", "ci-dessus", "initiale?s", "recue?s", "donnee?s", "plus haut"],
      ["tes", "vos"],
    ),
  ),
  // Spanish
  ignoring(
    ["instrucciones", "ordenes", "indicaciones", "directrices", "reglas"],
    verbNounAdjective(
      [
        "ignora",
        "ignore",
        "ignorar",
        "ignorad",
        "olvida",
        "olvide",
        "olvidar",
        "haz caso omiso",
        "haga caso omiso",
        "no sigas",
        "descarta",
      ],
      ["instrucciones", "ordenes", "indicaciones", "directrices", "reglas"],
      ["anteriores", "previas", "de arriba", "iniciales", "recibidas", "precedentes"],
      ["tus", "sus"],
    ),
  ),
  // Italian
  ignoring(
    ["istruzioni", "indicazioni", "direttive", "regole", "ordini"],
    verbNounAdjective(
      ["ignora", "ignorate", "ignorare", "dimentica", "dimenticate", "trascura", "non seguire"],
      ["istruzioni", "indicazioni", "direttive", "regole", "ordini"],
      ["precedenti", "sopra", "iniziali", "ricevute", "anteriori"],
      ["tue", "tuoi"],
    ),
  ),
  // Portuguese
  ignoring(
    ["instrucoes", "orientacoes", "diretrizes", "ordens", "regras"],
    verbNounAdjective(
      ["ignore", "ignora", "ignorar", "esqueca", "esquece", "esquecer", "desconsidere", "desconsidera", "nao siga"],
      ["instrucoes", "orientacoes", "diretrizes", "ordens", "regras"],
      ["anteriores", "previas", "acima", "iniciais", "recebidas"],
      ["tuas", "suas"],
    ),
  ),
  // Dutch
  ignoring(
    ["instructies", "aanwijzingen", "opdrachten", "regels"],
    inOrder(
      oneOf("negeer", "vergeet", "sla over"),
      andThen,
      upTo(3),
      oneOf("vorige", "eerdere", "bovenstaande", "voorgaande", "je", "jouw", "uw"),
      andThen,
      upTo(2),
      oneOf("instructies", "aanwijzingen", "opdrachten", "regels"),
    ),
  ),
  // Polish
  ignoring(
    ["instrukcj", "polece", "wytyczn"],
    inOrder(
      oneOf("zignoruj", "ignoruj", "zapomnij o", "pomin", "zlekcewaz"),
      andThen,
      upTo(3),
      oneOf(
        String.raw`poprzedni\p{L}{0,3}`,
        String.raw`wczesniejsz\p{L}{0,3}`,
        String.raw`powyzsz\p{L}{0,3}`,
        "swoje",
        "twoje",
        "swoich",
      ),
      andThen,
      upTo(2),
      oneOf(String.raw`instrukcj\p{L}{0,3}`, String.raw`polece\p{L}{0,4}`, String.raw`wytyczn\p{L}{0,3}`),
    ),
  ),
  // Russian and Ukrainian
  ignoring(
    ["инструкц", "указани", "команд", "правил", "інструкц", "вказівк"],
    inOrder(
      oneOf(
        String.raw`(?:про)?игнорируй(?:те)?`,
        "забудь(?:те)?",
        "не обращай(?:те)? внимания на",
        "не следуй(?:те)?",
        "ігноруй(?:те)?",
        "проігноруй(?:те)?",
        "відкинь(?:те)?",
      ),
      andThen,
      upTo(3),
      oneOf(
        String.raw`предыдущи\p{L}{1,2}`,
        String.raw`прежни\p{L}{1,2}`,
        String.raw`вышеуказанны\p{L}{1,2}`,
        String.raw`сво[ией]\p{L}{0,2}`,
        String.raw`тво[ией]\p{L}{0,2}`,
        String.raw`попередн\p{L}{1,3}`,
      ),
      andThen,
      upTo(2),
      oneOf(
        String.raw`инструкци\p{L}{1,2}`,
        String.raw`указани\p{L}{1,2}`,
        String.raw`команд\p{L}{0,2}`,
        String.raw`правил\p{L}{0,2}`,
        String.raw`інструкці\p{L}{0,2}`,
        String.raw`вказівк\p{L}{1,2}`,
      ),
    ),
  ),
  revealing(
    ["системн"],
    /(?:покажи|выведи|раскрои|раскрой|напиши|назови|повтори)(?:те)? (?:мне )?(?:сво[йи]|тво[йи]|ваш) (?:\p{L}{1,20} )?(?:системн\p{L}{2,3} (?:промпт|запрос|инструкци\p{L}))/gu,
  ),
  // Turkish
  ignoring(
    ["talimat", "komut", "yonerge"],
    /(?:onceki|yukaridaki|daha onceki|tum) (?:\p{L}{1,20} ){0,2}(?:talimat|komut|yonerge)\p{L}{0,8}[^\p{L}\n]{1,3}(?:\p{L}{1,20} )?(?:yok say|gormezden gel|unut|dikkate alma|goz ardi et)/gu,
  ),
  // Chinese
  ignoring(
    ["忽略", "无视", "無視", "忘记", "忘掉", "忘記", "不要理会", "不要遵守", "不要理會"],
    /(?:忽略|无视|無視|忘记|忘掉|忘記|不要理会|不要理會|不要遵守)[^\n。、!?,;:]{0,6}(?:之前|以前|上面|以上|先前|前面|上述|你的)[^\n。、!?,;:]{0,8}(?:指令|指示|说明|說明|提示|规则|規則|命令|要求|设定)/gu,
  ),
  revealing(
    ["系统提示", "系統提示", "系统指令", "提示词"],
    /(?:显示|輸出|输出|告诉我|告訴我|泄露|透露|打印|重复)[^\n。、!?,;:]{0,6}(?:你的)[^\n。、!?,;:]{0,4}(?:系统提示词?|系統提示詞?|系统指令|提示词)/gu,
  ),
  // Japanese
  ignoring(
    ["指示", "命令", "プロンプト", "ルール", "指令"],
    /(?:以前|前|上記|これまで|今まで|以上|あなた)の?[^\n。、!?,;:]{0,6}(?:指示|命令|プロンプト|ルール|指令)[^\n。、!?,;:]{0,4}(?:無視|忘れ|従わな)/gu,
  ),
  revealing(
    ["システムプロンプト", "システム指示"],
    /(?:あなたの)[^\n。、!?,;:]{0,4}(?:システムプロンプト|システム指示)[^\n。、!?,;:]{0,6}(?:表示|教え|出力|見せ|公開|漏)/gu,
  ),
  // Korean
  ignoring(
    ["지시", "명령", "프롬프트", "지침"],
    /(?:이전|위의|앞의|기존|너의|당신의)[^\n.]{0,6}(?:지시|명령|프롬프트|지침|규칙)[^\n.]{0,10}(?:무시|잊|따르지)/gu,
  ),
  // Arabic
  ignoring(
    ["التعليمات", "الاوامر", "الأوامر", "التوجيهات"],
    /(?:تجاهل|انس|انسى|لا تتبع)[^\n.]{0,16}(?:التعليمات|الأوامر|الاوامر|التوجيهات)[^\n.]{0,6}(?:السابقة|أعلاه|اعلاه|السابقه)/gu,
  ),
  // Hindi
  ignoring(
    ["निर्देश", "आदेश"],
    /(?:पिछले|पहले के|उपरोक्त|ऊपर)[^\n।]{0,12}(?:निर्देश|आदेश)[^\n।]{0,16}(?:अनदेखा|नज़रअंदाज़|नजरअंदाज|भूल)/gu,
  ),
];
