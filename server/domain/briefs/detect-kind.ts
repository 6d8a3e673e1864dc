import type { KindGuess } from "../../contract/briefs.ts";

/**
 * R5, R8: whether a brief wants software or a document. The first thing that it asks for decides ("review our code"
 * or "build a review site"); a question which of two to choose is always for a document, and so is what must not
 * change any code.
 */

const edge = "(?<![\\p{L}\\d_-])";
const product =
  "(?:apps?|applications?|apis?|back-?ends?|sites?|websites?|pages?|dashboards?|tools?|cli|bots?|scripts?|functions?|programs?|librar(?:y|ies)|packages?|extensions?|plugins?|services?|systems?|platforms?|modules?|games?|scrapers?|parsers?|trackers?|servers?|clients?|aggregators?|components?|portals?|calculators?|forms?|anwendung(?:en)?|programm|skript|funktion|seite|webseite|plattform|bibliothek|aplicaci[oó]n|programa|función|sistema|plataforma|biblioteca|outil|fonction|logiciel|plateforme|bibliothèque|funzione|programma|função|aplicativo|aplikacj[ęa]|skrypt|приложение|сервис|скрипт|программу|бота)";

const choice = [
  // "Should we …?", "A or B? … recommend"
  `${edge}(?:should (?:we|i)|which (?:one )?(?:should|is better)|what (?:are the|would be the|speaks for)|what would it take|how (?:hard|risky|expensive) would|pros and cons|advantages and (?:drawbacks|disadvantages)|sollen wir|sollten wir|devons-nous|devrait-on|debemos|deberíamos|dobbiamo|dovremmo|moeten we|devemos|deveríamos|стоит ли|czy powinniśmy|hangisini)`,
  `${edge}[\\p{L}\\d+#.]{1,30}(?: [\\p{L}\\d+#.]{1,30})? (?:or|oder|ou|o|of|vs\\.?|versus|или|czy) [^.?!\\n]{1,60}\\?`,
  `(?:どちら|选哪个|哪个(?:更)?好|뭐가 (?:더 )?좋)`,
];

const analysis = [
  `${edge}(?:analy[sz]e(?:r|z)?|assess|evaluate|investigate|explain|audit(?! (?:trail|log))|review|compare|examine|critique)(?= )(?! ?${product})(?!s)`,
  `${edge}(?:code[- ]?review|security (?:audit|review)|architecture (?:analysis|review|document)|threat model|penetration test(?!ed)|feasibility study|gap analysis|root cause analysis|risk analysis|comparison of|list (?:the |all )?problems|documentation for|write (?:up )?(?:a |an |the )?(?:report|comparison|assessment|analysis|review|proposal|adr|rfc|documentation))(?!-?s)(?! ?${product})`,
  `${edge}(?:tell (?:us|me)|find out|write down|work out|figure out|check) (?:where|what|why|whether|how|which|if)(?= )`,
  `${edge}(?:(?:hand in|give (?:me|us)|prepare|deliver) (?:a|an|one) (?:report|assessment|opinion|recommendation|list|comparison)|report with|target architecture|weigh (?:up|both)|check (?:our|the|this) (?:[\\p{L}-]{1,20} ){0,2}(?:against|for)|list (?:the |all )?(?:gaps|findings|risks|weaknesses)|go over (?:the|our|this)|look (?:over|through) (?:the|our|this))`,
  `${edge}(?:design|propose|describe|document) (?:the|an|a|our) (?:[\\p{L}-]{1,30} ){0,2}(?:architecture|design document)`,
  `${edge}(?:analysier|bewerte|prüfe (?:bitte )?(?:unser|den|die|das)|bitte prüfe (?:unser|den|die|das)|untersuch|vergleich|erkläre|begutacht)`,
  `${edge}(?:architekturanalyse|(?:aufschreiben|sagen|herausfinden|erklären), (?:was|wo|wie|warum|ob|welche)|abwägen|sicherheitsaudit|erstelle (?:eine |einen )?(?:\\p{L}{0,30}analyse|bericht|gutachten))`,
  `${edge}(?:analyse[rz]? |évalue|compare[rz]?(?:-| )|examine|audite|passe en revue|revue de code)`,
  `${edge}(?:analiza|evalúa|compara |revisa |audita|explica|auditoría)`,
  `${edge}(?:analizza|valuta |confronta|fai una (?:revisione|analisi)|esamina|spiega|revisione del codice)`,
  `${edge}(?:analise|avalie|compare |revise o|faça uma (?:análise|revisão|auditoria))`,
  `${edge}(?:vergelijk|analyseer|beoordeel|onderzoek)`,
  `${edge}(?:проведи (?:аудит|анализ|ревью)|проанализируй|сравни|оцени|объясни|przeanalizuj|porównaj|oceń|sprawdź (?:nasz|kod)|granska|jämför|analysera)`,
  "(?:コードレビュー|比較して|分析して|レビューして|请比较|分析一下|代码审查|审查|评估|검토해|비교해|분석해)",
];

/** "Streamlit app for …": what a brief begins with is what it wants, unless that is a review of it. */
const headline = `^\\s*(?:(?!(?:of|our|the|this|that|for|or|vs|review|audit|analysis|comparison|check|assess\\p{L}{0,4}) )[\\p{L}\\d+#.-]{1,30} ){0,4}${product}(?= (?:for|to|that|which|where|with|in)\\b|:)`;

const build = [
  headline,
  `${edge}(?:build|create|implement|make|develop|code|program|refactor|fix|add|port|migrate|convert|rewrite|split|rename|generate|set up|scrape|train|integrate|extend|replace|merge)(?= )(?! (?:sure|a (?:report|comparison|recommendation|list)|recommendations?))`,
  `${edge}write (?:me |us )?(?:a |an |the |some )?(?:[\\p{L}\\d+#./-]{1,30} ){0,4}?(?:${product}|tests?|test suite|code|class|query|sql|compiler|allocator|engine)`,
  `${edge}(?:i|we)(?:'d| would)? (?:need|want|like)(?: to (?:have|build))? (?:a |an |some )(?!(?:security |code |architecture )?(?:review|audit|analysis|report|comparison|recommendation))`,
  `${edge}(?:an? |the )(?:[\\p{L}\\d+#/-]{1,30} ){0,4}?${product}(?![\\p{L}'’])`,
  `${edge}(?:schreib|bau|erstelle? (?!(?:eine |einen )?(?:\\p{L}{0,30}analyse|bericht|gutachten))|entwickle|programmier|implementier|ich brauche|wir brauchen|eine? (?:\\p{L}{1,30} ){0,3}(?:anwendung|programm|skript|plattform|app|webseite))`,
  `${edge}(?:écri[st]|crée|développe|je voudrais|il (?:me|nous) faut|(?:un|une) (?:\\p{L}{1,30} ){0,2}(?:application|plugin|script|outil|site))`,
  `${edge}(?:escribe|crea|desarrolla|quiero|necesito|una? (?:\\p{L}{1,30} ){0,2}(?:aplicación|api|programa|plataforma|bot))`,
  `${edge}(?:scrivi (?!un (?:elenco|rapporto))|realizza|vorrei|una? (?:\\p{L}{1,30} ){0,2}(?:bot|libreria|applicazione|programma))`,
  `${edge}(?:faça uma função|crie|desenvolva|um (?:script|sistema|aplicativo))`,
  `${edge}(?:schrijf|bouw|maak|een (?:\\p{L}{1,30} ){0,2}(?:webapp|app|script))`,
  `${edge}(?:напиши(?:те)? (?!отч[её]т)|создай|разработай|сделай|napisz|stwórz|skriv|bygg|yaz|istiyorum)`,
  "(?:作って|書いて|作成して|写一个|写一|开发|做一个|만들어|أريد|اكتب)",
];

/** Said anywhere, it settles the matter. */
const noCode =
  /(?<!\p{L})(?:no (?:code (?:changes?|yet)|changes to (?:the |any )?code)|documents?(?: only)?, no code|don['’]t change (?:anything|any code|the code)|without changing (?:anything|code|the code)|only the document|nichts ändern|ohne (?:etwas zu )?änder\p{L}{0,5}|ne change rien)(?!\p{L})/iu;
const andFix =
  /(?<!\p{L})(?:and fix|fix (?:what|everything|all|the (?:issues|findings|problems))|und behebe|behebe (?:die|alle)|et corrige|y corrige|e correggi)(?!\p{L})/iu;

const compile = (sources: readonly string[]): readonly RegExp[] => sources.map((source) => new RegExp(source, "iu"));
const [choices, analyses, builds] = [compile(choice), compile(analysis), compile(build)] as const;

const earliest = (text: string, expressions: readonly RegExp[]): RegExpExecArray | null =>
  expressions
    .map((expression) => expression.exec(text))
    .filter((match) => match !== null)
    .toSorted((a, b) => a.index - b.index)[0] ?? null;

/** What kind of work a brief asks for. Pure. */
export const detectKind = (brief: string): KindGuess => {
  const text = brief.slice(0, 4_000);
  const quiet = noCode.exec(text);
  if (quiet !== null) return { kind: "analysis", signal: quiet[0] };
  const first = earliest(text, analyses);
  const fixes = andFix.exec(text);
  if (first !== null && fixes !== null) return { kind: "build", signal: fixes[0].trim() };
  const question = earliest(text, choices);
  if (question !== null) return { kind: "analysis", signal: question[0].trim() };
  const made = earliest(text, builds);
  if (first !== null && (made === null || first.index < made.index))
    return { kind: "analysis", signal: first[0].trim() };
  return { kind: "build", signal: made?.[0].trim() ?? null };
};
