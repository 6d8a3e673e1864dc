/** Something in a brief that makes work larger (or smaller), by the words that people use for it. */
export interface ComplexitySignal {
  /** As a reader sees it. */
  readonly name: string;
  readonly weight: number;
  /** A regular expression's source, matched without regard to case at the beginning of a word. */
  readonly words: string;
}

/** In several human languages each, by stems. */
export const complexitySignals: readonly ComplexitySignal[] = [
  {
    name: "several parts that run apart",
    weight: 4,
    words:
      "micro-?services?\\b(?! (?:in|that) )|distributed|event bus|raft|consensus|operator|scale horizontally|horizontal scal|sharding|multi-?region|two data cent|federat|late data|verteilte[sn]?\\b|systèmes? distribué|распредел|高并发|分布式",
  },
  {
    name: "several customers in one system",
    weight: 3,
    words:
      "multi-?tenan|saas\\b|marketplace|marktplatz|platform (?:for|to|with)|\\p{L}{0,30}plattform für|plataforma|plate-?forme|something like (?=\\p{Lu})|platforms?\\b|erp\\b|e-?commerce|电商|sistema para una cadena",
  },
  {
    name: "payments",
    weight: 2,
    words:
      "pay(?:ment|ments|outs?|ing)?\\b|stripe\\b(?!-)|paypal|checkout|bezahl|zahlung|paiement|pagos?\\b|pagament|betaling|оплат|płatno|支付|決済|결제|ödeme",
  },
  {
    name: "live work of several people",
    weight: 2,
    words:
      "real-?\\s?time|live leaderboard|collaborat|websockets?|chat (?:between|with)|chat\\b(?!bot)|video ?chat|presence\\b|multiplayer|echtzeit|temps réel|tiempo real|tempo reale?|реальн\\p{L}{1,5} времен|リアルタイム|实时",
  },
  {
    name: "languages, engines and storage from the ground up",
    weight: 4,
    words:
      "compiler|type inference|language server|storage engine|game engine|physics|renderer|write-ahead|mvcc|optimi[sz]er|operating system|virtual machine|query planner",
  },
  {
    name: "must not fail or lose anything",
    weight: 2,
    words:
      "crash recovery|fail-?over|high availab|without downtime|zero downtime|no downtime|rolling upgrade|chaos test|anti-?cheat|linearizab|conflict[- ]free|crdt|hochverfügbar|ohne ausfall|sans interruption",
  },
  {
    name: "machine learning in operation",
    weight: 3,
    words:
      "(?:train|retrain|serve)s? (?:and serve )?(?:ml )?models?|model registry|forecasting|retrain|experiment tracking|gpu\\b|monitor drift",
  },
  {
    name: "moving a system that is in use",
    weight: 2,
    words:
      "migrat(?:e|ion)|moderni[sz]|legacy|old data|monolith|keep the old|roadmap|migrier|altsystem|altdaten|migración|миграц",
  },
  {
    name: "accounts",
    weight: 1,
    words:
      "log-?in|sign-?in|sign up|accounts?\\b|users?\\b|members?\\b|members' area|authenticat|jwt|oauth|anmelde|anmeld|melden sich an|benutzer|connexion|utilisateurs?|usuarios?|usuários?|utenti|użytkownik|logowan|пользовател|регистрац|注册|登录|로그인|giriş|تسجيل الدخول",
  },
  {
    name: "roles and permissions",
    weight: 1,
    words:
      "roles?\\b|permissions?|access control|admin (?:area|panel|view|ui)|admins?\\b|moderat|rollen|verwaltung mit|rôles|role[s]? de|权限|后台|yönetim|роли",
  },
  {
    name: "demands of law, security or audit",
    weight: 1,
    words:
      "audit (?:trail|log)|hl7|fhir|hipaa|patient(?:s|en)? records?|encrypt|verschlüsselt|compliance|insurance|accounting|facturación|invoic",
  },
  {
    name: "several devices",
    weight: 2,
    words:
      "(?:iphone|ios) (?:and|und|et|y) android|app móvil|mobile apps?\\b(?!'s)|offline[^.,;]{0,20}sync|sync[^.,;]{0,20}offline|sincronización sin|syncs? later",
  },
  {
    name: "data that is kept",
    weight: 1,
    words:
      "databases?|postgres|sqlite|mysql|mongodb|stored? (?:it|them|in)|saved? in|datenbank|base de datos|base de données|хранение|存储|保存|prisma|entity framework",
  },
  {
    name: "an application to work in",
    weight: 2,
    words:
      "web ?(?:app|site)|website|dashboard|kanban|desktop|gui\\b|android app|ios app|\\w{1,30} app\\b|app\\b|application\\b|\\p{L}{0,30}anwendung|aplicaci[oó]n|application|aplikacj|liveview|extension\\b(?! function)|bot\\b|kommandozeilenprogramm|アプリ|应用|程序|프로그램|blog|games?\\b|levels\\b|high ?scores?\\b|sistema\\b|plugin|تطبيق|приложение|site for",
  },
  {
    name: "an interface for other programs",
    weight: 2,
    words:
      "rest api|http api|api rest|api\\b(?! key)|web service|back-?end\\b(?! (?:job|for a page))|server\\b(?! logs)|webhooks?|вебхук|сервис|service\\b(?! (?:account|that runs))|短链接服务|client for",
  },
  {
    name: "a library or tool of some size",
    weight: 2,
    words:
      "library|libreria|librería|bibliothek|cli\\b|command[- ]line tool|parser\\b|allocator|log shipper|test suite|refactor|terraform|tool\\b(?! that prints)|client\\b|calculators?\\b|analy[sz]er\\b|trackers?\\b|track(?:ing|s)?\\b|compilers?\\b",
  },
  {
    name: "a whole repository to be read",
    weight: 3,
    words:
      "(?:this|the|our|whole) (?:\\w{1,30} )?(?:repo\\b|repository|code ?base|project|service|api|app\\b(?!['’]s)|system|portal)|architectu?r\\w{0,10}|unseren? [\\p{L}-]{0,30}(?:code|shop|projekt)|notre application|questo progetto|этого проекта|このリポジトリ|our (?:\\w{1,30} )?(?:api|service|app)\\b(?!['’]s)|threat model",
  },
  {
    name: "streams of data",
    weight: 2,
    words: "kafka|spark\\b|etl\\b|ingest|clickstream|data pipeline|stream processing|event[- ]stream|datenstrom",
  },
  {
    name: "other services to talk to",
    weight: 1,
    words:
      "github|gitlab|google account|slack|s3\\b|loki|sms\\b|e-?mails?|mails?\\b|push\\b|outlook|notification|benachrichtigung|notifiche|إشعارات",
  },
  {
    name: "to be operated",
    weight: 1,
    words: "monitoring|alerting|metrics|observability|config(?:urable)?\\b|метрик|deploy",
  },
  {
    name: "causes to be found",
    weight: 3,
    words: "investigate|root cause|bottleneck|profil(?:e|ing)\\b|untersuche|ursache|onderzoek|расслед",
  },
  {
    name: "measured speed or size",
    weight: 1,
    words:
      "benchmarks?|property tests?|end-to-end tests?|e2e|\\d{1,5}x faster|fuzz|throughput|\\d{1,5}k connections|thousands of|\\d{2,} (?:stores|modules|microservices|services)|\\d{3,}k",
  },
];

/** What one sitting is enough for, where it is what the brief is about. */
export const smallWork: readonly ComplexitySignal[] = [
  {
    name: "one small thing",
    weight: -3,
    words:
      "scripts?\\b|\\p{L}{0,30}-?skripte?t?\\b|skrypt|скрипт|脚本|スクリプト|functions?\\b|[\\p{L}-]{0,30}funktion\\b|fonction|función|funzione|função|関数|函数|class that|typo|rename|one-?liner|snippet|widget\\b|gem\\b|npm package|sql query|the sql|query\\b|toggle|button|contact form|landing page|one[- ]page|one (?:static )?page|a page (?:with|that|where)|header-only|node-modul|timer\\b|\\w{1,30} counter|d'une page|small (?:rust |go |python )?program|retry with|fix the|failing test|add a (?:form|retry|dark)",
  },
  {
    name: "said to be small",
    weight: -1,
    words:
      "small\\b|tiny\\b|simple\\b|little\\b|quick\\b|nothing fancy|just\\b|kleine[srn]?\\b|einfache?\\b|petite?\\b|pequeñ|pequen|piccol|klein\\b|liten\\b|маленьк|简单|basit",
  },
];
