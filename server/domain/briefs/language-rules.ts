import type { Language } from "../../contract/briefs.ts";

/** How a language shows itself in words and in files. Regular expressions are sources, matched without regard to case. */
export interface LanguageRule {
  /** Its name. Matched as a whole word; see `ambiguous`. */
  readonly name: string;
  /**
   * The name is a word, a letter or a thing as well (go, C, rust, Java the island): it counts only where the words
   * around it speak of programming.
   */
  readonly ambiguous?: true;
  /** Uses of the name that mean something else. */
  readonly not?: string;
  /** Frameworks, libraries and tools that belong to it alone. */
  readonly tools?: string;
  /** What is usually written in it, though not always. */
  readonly platform?: string;
  /** Extensions of its files. */
  readonly extensions: readonly string[];
  /** Names of files that only its projects have. */
  readonly manifests?: readonly string[];
}

export const languageRules: Readonly<Record<Language, LanguageRule>> = {
  typescript: {
    name: "typescript|ts(?=[- ](?:code|app|lib|library|project|module|package|file|strict))|타입스크립트|тайпскрипт",
    tools: "next\\.?js|nestjs|angular(?! (?:velocity|momentum|frequency))|deno|tsconfig|zod|trpc|t3 stack",
    extensions: ["ts", "tsx", "mts", "cts"],
    manifests: ["tsconfig.json", "deno.json"],
  },
  javascript: {
    name: "javascript|js|ecmascript|자바스크립트|джаваскрипт",
    tools:
      "node\\.?js|node(?=[- ](?:script|modul|cli|app|server|service|program|tool|package|library|backend))|npm(?= (?:package|module|library))|express(?=\\.?js| (?:api|app|server|backend|middleware))|react(?!ive|ion|s? (?:to|on|when|if|quick))(?= (?:app|component|native|hook|frontend|front-end|page|admin|dashboard|ui|en|in|mit|with|site))|vue\\.?js|vue(?= (?:app|component|frontend|3|2))|svelte(?:kit)?(?= (?:app|component))|jquery|electron(?= app)|jest|vitest|userscript",
    platform: "(?:browser|chrome|firefox)[- ](?:extension|add-?on|erweiterung)",
    extensions: ["js", "jsx", "mjs", "cjs"],
    manifests: ["package.json"],
  },
  python: {
    name: "python(?:ie|u|em|a)?3?|파이썬|питон(?:е|а)?|пайтон(?:е)?",
    not: "(?:ball|burmese|reticulated|monty) pythons?|pythons? (?:snake|breed|enclosure)",
    tools:
      "django|fastapi|flask(?= (?:app|api|site|server|backend|service|repositor|project|web))|numpy|matplotlib|pandas(?=,? (?:and|script|data)| \\+)|scikit-learn|pytorch|pytest|jupyter|beautifulsoup|sqlalchemy|argparse|pydantic|asyncio|(?:value|key|attribute|import|index)error|pip install|list comprehension|virtualenv|poetry(?= (?:lock|project|install))|streamlit",
    platform: "(?:this|the|my|jupyter) notebook(?= into)",
    extensions: ["py", "ipynb", "pyi"],
    manifests: ["pyproject.toml", "requirements.txt", "setup.py", "Pipfile", "setup.cfg", "tox.ini"],
  },
  rust: {
    name: "rust|러스트|раст(?:е)?(?= (?:код|сервис))",
    ambiguous: true,
    tools:
      "tokio|axum|actix|serde|borrow checker|crates\\.io|cargo(?= (?:test|build|run|crate|workspace|clippy))|clippy|rustc|rustfmt",
    extensions: ["rs"],
    manifests: ["Cargo.toml"],
  },
  go: {
    name: "go",
    ambiguous: true,
    not: "(?<!(?:in|using|use|with|plain|of) )go (?:board|game|stone|player|live|through|to|on|into|back|ahead|with|for)|(?:pokemon|pokémon) go",
    tools: "golang|goroutines?|go-?lang|go\\.mod|gin[- ](?:based|gonic|api|server|router)|gorm|testify|go-chi|gofmt",
    extensions: ["go"],
    manifests: ["go.mod"],
  },
  java: {
    name: "java|자바(?!스)",
    ambiguous: true,
    not: "java,? the island|island of java|java coffee|east java|west java",
    tools:
      "spring[- ]?boot|nullpointerexception|java ?ee|jakarta ee|junit|maven|gradle(?= (?:java|build))|hibernate|quarkus|javafx",
    extensions: ["java"],
    manifests: ["pom.xml", "build.gradle"],
  },
  kotlin: {
    name: "kotlin|코틀린",
    tools: "jetpack compose|ktor",
    platform: "android[- ](?:app|application|widget)",
    extensions: ["kt", "kts"],
    manifests: ["build.gradle.kts"],
  },
  csharp: {
    name: "c#|c-sharp|csharp",
    tools:
      "asp\\.net|\\.net(?= (?:core|\\d|app|api|service|framework))|entity framework|blazor|xunit|nunit|wpf|winforms|unity(?= (?:game|script))",
    extensions: ["cs", "csproj", "sln"],
    manifests: ["global.json"],
  },
  cpp: {
    name: "c\\+\\+(?:\\d\\d)?|cpp",
    tools: "catch2|googletest|boost\\.asio|qt(?= (?:app|widget|gui))",
    extensions: ["cpp", "cc", "cxx", "hpp", "hxx"],
    manifests: ["CMakeLists.txt"],
  },
  c: {
    name: "c|ansi c|c(?:89|99|11|17|23)",
    ambiguous: true,
    not: "(?:vitamin|plan|option|grade|hepatitis|type|series|objective|usb|appendix|part|team|class|column|point)[- ]c|(?:°|degrees? (?:in )?|temperatures? (?:is )?(?:in )?)c",
    tools: "-wall|malloc|valgrind",
    extensions: ["c", "h"],
  },
  ruby: {
    name: "ruby",
    not: "ruby (?:wedding|ring|red|anniversary|slippers|port)",
    tools: "ruby on rails|rails(?= (?:app|api|engine|site|application|project|\\d))|rspec|sinatra",
    extensions: ["rb"],
    manifests: ["Gemfile"],
  },
  php: {
    name: "php",
    tools: "laravel|symfony|wordpress|drupal|phpunit|composer\\.json",
    extensions: ["php"],
    manifests: ["composer.json"],
  },
  swift: {
    name: "swift",
    ambiguous: true,
    not: "swift (?:code|payment|transfer|message|response|reply)s?(?= (?:for|of|to|from|matters))|taylor swift",
    tools: "swiftui|uikit|xcode|swift package manager",
    platform: "(?:ios|iphone|ipad)[- ]app",
    extensions: ["swift"],
    manifests: ["Package.swift"],
  },
  dart: {
    name: "dart",
    ambiguous: true,
    tools: "flutter|pubspec",
    extensions: ["dart"],
    manifests: ["pubspec.yaml"],
  },
  scala: {
    name: "scala",
    not: "la scala|scala (?:opera|milan)",
    tools: "sbt|akka|cats-effect",
    extensions: ["scala", "sc"],
    manifests: ["build.sbt"],
  },
  elixir: {
    name: "elixir",
    ambiguous: true,
    tools: "phoenix (?:liveview|framework|app)|liveview|ecto|genserver",
    extensions: ["ex", "exs"],
    manifests: ["mix.exs"],
  },
  haskell: { name: "haskell", tools: "ghc|quickcheck|stack\\.yaml", extensions: ["hs"], manifests: ["stack.yaml"] },
  lua: { name: "lua", ambiguous: true, tools: "luajit|löve2d|luarocks", extensions: ["lua"] },
  r: {
    name: "r",
    ambiguous: true,
    not: "r ?& ?d|r2|press r",
    tools: "ggplot2?|tidyverse|dplyr|shiny app|r ?markdown|rstudio|cran",
    extensions: ["r", "rmd"],
    manifests: ["DESCRIPTION"],
  },
  shell: {
    name: "bash|shell[- ]?scripts?|shell-skript|posix sh|zsh|powershell",
    tools: "shellcheck",
    extensions: ["sh", "bash"],
  },
  sql: {
    name: "sql(?= (?:quer|statement|for|view|script|function|migration|abfrage))|(?:in|the) sql",
    tools: "stored procedure|pl/pgsql|t-sql",
    extensions: ["sql"],
  },
  html: {
    name: "(?:plain|static|only|just|single) html|(?:a|one) (?:simple )?html page|html ?(?:/|and|&|und|et|y|e|\\+) ?css",
    extensions: ["html", "htm", "css"],
  },
  terraform: { name: "terraform|opentofu", tools: "hcl", extensions: ["tf", "tfvars"], manifests: ["main.tf"] },
};
