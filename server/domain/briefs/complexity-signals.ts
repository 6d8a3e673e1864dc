/** Something in a brief that makes work larger (or smaller), by the words that people use for it. */
export interface ComplexitySignal {
  /** As a reader sees it. */
  readonly name: string;
  readonly weight: number;
  /** It names what is made. A brief that says it in several ways still asks for one thing, so these do not add up. */
  readonly product?: true;
  /** A regular expression's source, matched without regard to case at the beginning of a word. */
  readonly words: string;
}

/** In several human languages each, by stems. */
export const complexitySignals: readonly ComplexitySignal[] = [
  {
    name: "several parts that run apart",
    weight: 4,
    words:
      "micro-?services?\\b(?! (?:in|that) )|distributed|event bus|raft|consensus|event[- ]sourc|cqrs|operator|scale horizontally|horizontal scal|sharding|multi-?region|two data cent|federat|late data|verteilte[sn]?\\b|systèmes? distribué|распредел|高并发|分布式",
  },
  {
    name: "several customers in one system",
    weight: 3,
    words:
      "multi[- ]?tenan|saas\\b|marketplace|marktplatz|platform (?:for|to|with)|\\p{L}{0,30}plattform für|plataforma|plate-?forme|something like (?=\\p{Lu})|platforms?\\b|erp\\b|e-?commerce|电商|sistema para una cadena",
  },
  {
    name: "an organisation of many places or people",
    weight: 3,
    words:
      "(?:[1-9]\\d|[1-9]\\d{0,2}[,.']?\\d{3}|\\d{1,3}k) (?:\\p{L}{1,20} )?(?:schools|stores|shops|houses|hotels|sites|branches|locations|offices|hospitals|clinics|vehicles|trucks|devices|sensors|users|players|customers|employees|students|partners|systems|warehouses|countries|machines|databases|teams|factories|plants|schulen|filialen|standorte|fahrzeuge|mitarbeiter|sucursales|tiendas|magasins|sites|negozi|lojas)|chains?\\b|(?:hotel|retail|hospital|insurance|banking) group|nation(?:al|wide)|ministry|hospitals?\\b|(?:two|several|for a|merging) banks?\\b|universit|airlines?\\b|regulator|cadenas?\\b|catena|chaîne de|hopital|krankenhaus|klinikum|\\d{2,4},? ?000",
  },
  {
    name: "a product known to be large",
    weight: 4,
    words:
      "(?:erp|crm|lms|cms)\\b(?= (?:for|with|of)? ?(?:a |our |the )?(?:\\d|whole|group|chain|mid))|headless cms|matching engine|order book|core banking|learning management|fleet management|warehouse management|hospital information|matchmaking|authoritative server|telemedicin|telemedizin|electronic health|data (?:platform|warehouse)|trading|booking platform|livraison de repas|在线教育",
  },
  {
    name: "payments",
    weight: 2,
    words:
      "pay(?:ment|ments|outs?|ing)?\\b|billing|billed\\b|settlements?\\b(?= |,|;|$)|fakturierung|abrechnung|fatturazione|facturación|faturamento|facturation|stripe\\b(?!-)|paypal|checkout|bezahl|zahlung|paiement|pagos?\\b|pagament|betaling|оплат|płatno|支付|決済|결제|ödeme",
  },
  {
    name: "live work of several people",
    weight: 2,
    words:
      "real-?\\s?time|live leaderboard|collaborat|websockets?|chat (?:between|with)|chat\\b(?!bot)|video (?:calls?|consultations?|lessons?|conferenc\\p{L}{1,4})|live (?:map|location|position|tracking|lessons?|data)|gps\\b|suivi en direct|直播|聊天|video ?chat|presence\\b|multiplayer|echtzeit|temps réel|tiempo real|tempo reale?|реальн\\p{L}{1,5} времен|リアルタイム|实时",
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
      "crash recovery|fail-?over|high availab|without downtime|zero downtime|no downtime|without (?:stopping|interrupt|losing)|24 ?/ ?7|around the clock|disaster recovery|rolling upgrade|chaos test|anti-?cheat|linearizab|conflict[- ]free|crdt|hochverfügbar|ohne ausfall|sans interruption",
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
      "migrat(?:e|ion)|moderni[sz]|legacy|old data|monolith|keep the old|roadmap|in parallel for|years of |step by step|new stack|migrier|altsystem|altdaten|migración|миграц",
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
      "roles?\\b|permissions?|access control|admin (?:area|panel|view|ui)|admins?\\b|back[- ]?office|(?:operator|admin|support) (?:console|desk)|parents['’]? portal|approvals?\\b|教师后台|moderat|rollen|verwaltung mit|rôles|role[s]? de|权限|后台|yönetim|роли",
  },
  {
    name: "demands of law, security or audit",
    weight: 1,
    words:
      "audit (?:trail|log)|audited|privacy|gdpr|dsgvo|fraud|risk limits?|consent\\b|plagiarism|pseudonym|anonymi[sz]|sso\\b|single sign[- ]on|mfa\\b|prescriptions?|lineage|hl7|fhir|hipaa|patient(?:s|en)? records?|encrypt|verschlüsselt|compliance|insurance|claims\\b|polic(?:y|ies)\\b|accounting|facturación|invoic",
  },
  {
    name: "several devices",
    weight: 2,
    words:
      "(?:iphone|ios) (?:and|und|et|y) android|app móvil|apps? for (?:both|all|iphone|ios|the phone)|(?:driver|scanner|patient|parent|staff|doctor|courier)s?['’]? app|application mobile|手机应用|app para|app per|mobile apps?\\b(?!'s)|offline[^.,;]{0,20}sync|sync[^.,;]{0,20}offline|sincronización sin|syncs? later",
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
    product: true,
    words:
      "web ?(?:app|site)|website|dashboard|kanban|desktop|gui\\b|android app|ios app|\\w{1,30} app\\b|app\\b|application\\b|\\p{L}{0,30}anwendung|aplicaci[oó]n|application|aplikacj|liveview|(?:browser|chrome|firefox|vs code) (?:extension|add-?on)|extension\\b(?! (?:function|method))|bot\\b|kommandozeilenprogramm|アプリ|应用|程序|프로그램|blog|games?\\b|levels\\b|high ?scores?\\b|sistema\\b|plugin|تطبيق|приложение|site for",
  },
  {
    name: "an interface for other programs",
    weight: 2,
    product: true,
    words:
      "rest api|http api|api rest|api\\b(?! key)|web service|back-?end\\b(?! (?:job|for a page))|server\\b(?! logs)|webhooks?|вебхук|сервис|service\\b(?! (?:account|that runs))|短链接服务|client for",
  },
  {
    name: "a library or tool of some size",
    weight: 2,
    product: true,
    words:
      "(?:wallet|time|work|shift|meal|trip|route|budget|garden|event|staff)? ?(?:planner|scheduler|organi[sz]er|manager|reader|editor|viewer|browser|catalogue|catalog|inventory|scheduling|bookings?|diary|journal|wiki|forum|timetable|archive)\\b(?= (?:for|of|with|to|that|where)|:)|(?:web)?shop\\b(?= (?:for|with|where))|\\p{L}{0,30}(?:verwaltung|planung|buchung|kassensystem)\\b|management (?:app|system|tool)|管理系统|管理|gestion(?:ar|er|ale|are)\\b|library|aggregators?\\b|libreria|librería|bibliothek|cli\\b|command[- ]line tool|parser\\b|allocator|log shipper|test suite|refactor|terraform|tool\\b(?! that prints)|client\\b|calculators?\\b|analy[sz]er\\b|trackers?\\b|track(?:ing|s)?\\b|compilers?\\b",
  },
  {
    name: "a whole repository to be read",
    weight: 3,
    words:
      "(?:this|the|our|whole) (?:\\w{1,30} )?(?:(?:repo|repository|code ?base|project|service|api|app|system|portal)\\b(?!['’]s))|architectu?r\\w{0,10}|architektur\\p{L}{0,30}|unsere[nrs]? [\\p{L}-]{0,30}(?:code|shop|projekt)|notre application|questo progetto|этого проекта|このリポジトリ|our (?:\\w{1,30} )?(?:api|service|app)\\b(?!['’]s)|threat model|dependenc(?:y|ies) (?:audit|review)|(?:audit|review|check|assess) (?:of )?(?:all |our |the )?(?:\\p{L}{1,20} )?(?:dependencies|repo\\p{L}*|infrastructure|endpoints|pages)",
  },
  {
    name: "a change in many places",
    weight: 3,
    product: true,
    words:
      "throughout|in all (?:modules|pages|parts|places)|across the (?:whole |entire )?(?:code|app|product|site)|upgrade (?:this|the|our)|get rid of|internationali[sz]|from \\p{L}{1,20} \\d{1,3} to (?:\\p{L}{1,20} )?\\d|split (?:our|the|this)|keep(?:ing)? (?:everything|behaviou?r|all of it)|replace (?:our|the) [^.,]{0,40} with",
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
      "scripts?\\b|\\p{L}{0,30}-?skripte?t?\\b|skrypt|скрипт|脚本|スクリプト|functions?\\b|[\\p{L}-]{0,30}funktion\\b|fonction|función|funzione|função|関数|函数|class (?:that|which|for)|helper\\b|emitter\\b|hook\\b|decorator\\b|macro\\b|type guard|\\d{1,3} lines\\b|typo|rename|one-?liner|snippet|widget\\b|gem\\b|npm package|sql query|the sql|query\\b|toggle|button|contact form|landing page|one[- ]page|one (?:static )?page|a page (?:with|that|where)|header-only|node-modul|timer\\b|\\w{1,30} counter|d'une page|small (?:rust |go |python )?program|retry with|fix the|remove (?:the|an?|all|unused)\\b|failing test|add a (?:form|retry|dark)",
  },
  {
    name: "said to be small",
    weight: -1,
    words:
      "small\\b|tiny\\b|simple\\b|little\\b|quick\\b|nothing fancy|just\\b|kleine[srn]?\\b|einfache?\\b|petite?\\b|pequeñ|pequen|piccol|klein\\b|liten\\b|маленьк|简单|basit",
  },
];
