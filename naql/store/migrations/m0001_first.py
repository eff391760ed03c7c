"""Schema 1: articles and their versions, the reading of each, actors across articles, copies, and the search index.

* Every span is (start, end) in code points of `version.text`; `substr(text, start + 1, end - start)` gives its words.
* `statement.id` begins with the day of publication (see `keys.py`), so its order is the order of time in every index,
and
  in the search index as well: the newest hits and a period are read without sorting.
* `search` holds folded words only (no text), made by `folding.py`; any SQLite with FTS5 can query it.
"""

STATEMENTS = (
    "CREATE TABLE outlet (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    # story and current are null only while the article is being added. Were they set before their rows are there, the
    # foreign keys would be pending, and SQLite would look through all articles at each version put in meanwhile.
    """CREATE TABLE article (
        id INTEGER PRIMARY KEY,
        address TEXT NOT NULL UNIQUE,          -- in URLs, for good
        story INTEGER REFERENCES article (id), -- the article of its story that was added first
        current INTEGER REFERENCES version (id) -- its newest version
    ) STRICT""",
    "CREATE INDEX article_story ON article (story)",
    """CREATE TABLE version (
        id INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES article (id),
        number INTEGER NOT NULL,               -- 1 for the first
        source_id TEXT,                        -- the id the source gave it
        title TEXT, url TEXT,
        outlet INTEGER REFERENCES outlet (id),
        published TEXT,                        -- ISO 8601, as exact as received
        text TEXT NOT NULL,                    -- as received
        digest TEXT NOT NULL,                  -- sha256 of the received bytes, hex
        text_digest TEXT NOT NULL,             -- sha256 of the text in UTF-8, hex
        events TEXT NOT NULL,                  -- JSON
        UNIQUE (article, number)
    ) STRICT""",
    "CREATE INDEX version_text ON version (text_digest)",
    """CREATE TABLE addition (                   -- when and by which Naql a version was read
        version INTEGER PRIMARY KEY REFERENCES version (id),
        added TEXT NOT NULL, naql TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE relay (
        version INTEGER NOT NULL REFERENCES version (id),
        number INTEGER NOT NULL, name TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
        PRIMARY KEY (version, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE date (
        version INTEGER NOT NULL REFERENCES version (id),
        number INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
        value TEXT, calendar TEXT,
        PRIMARY KEY (version, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE note (
        version INTEGER NOT NULL REFERENCES version (id),
        number INTEGER NOT NULL, stage TEXT NOT NULL, text TEXT NOT NULL, start INTEGER, end INTEGER,
        PRIMARY KEY (version, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE actor (                      -- someone or something across articles
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT, wikidata TEXT,
        statements INTEGER NOT NULL DEFAULT 0, -- that it makes in current versions
        same_as INTEGER REFERENCES actor (id)  -- merged by hand into this one, which is never merged itself
    ) STRICT""",
    """CREATE TABLE actor_name (
        id INTEGER PRIMARY KEY,
        actor INTEGER NOT NULL REFERENCES actor (id), name TEXT NOT NULL,
        UNIQUE (actor, name)
    ) STRICT""",
    "CREATE INDEX actor_same_as ON actor (same_as) WHERE same_as IS NOT NULL",
    """CREATE TABLE evidence (                   -- by which an actor of a further article is known to be the same
        key TEXT NOT NULL, actor INTEGER NOT NULL REFERENCES actor (id),
        country TEXT, wikidata TEXT, first INTEGER, last INTEGER,
        PRIMARY KEY (key, actor)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ruling (                     -- a decision by hand, remembered when the article is read again
        article INTEGER NOT NULL REFERENCES article (id),
        name TEXT NOT NULL,                    -- folded
        actor INTEGER NOT NULL REFERENCES actor (id),
        PRIMARY KEY (article, name)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE appearance (                 -- an actor as one version of an article has it
        version INTEGER NOT NULL REFERENCES version (id),
        number INTEGER NOT NULL,               -- from 0; below 0: not listed by the reading, but meant by a statement
        local TEXT NOT NULL,                   -- its id in the reading
        actor INTEGER NOT NULL REFERENCES actor (id),
        name TEXT NOT NULL, kind TEXT NOT NULL, aliases TEXT NOT NULL,  -- a JSON list
        office TEXT, country TEXT, wikidata TEXT,
        day INTEGER NOT NULL,                  -- of the version, days since 1800-01-01, 0 where not known
        PRIMARY KEY (version, number)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX appearance_actor ON appearance (actor, day, office)",
    """CREATE TABLE mention (
        version INTEGER NOT NULL, appearance INTEGER NOT NULL, number INTEGER NOT NULL,
        start INTEGER NOT NULL, end INTEGER NOT NULL, type TEXT NOT NULL,
        PRIMARY KEY (version, appearance, number),
        FOREIGN KEY (version, appearance) REFERENCES appearance (version, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE statement (
        id INTEGER PRIMARY KEY,
        version INTEGER NOT NULL REFERENCES version (id),
        number INTEGER NOT NULL,               -- counted from 1 in the article
        form TEXT NOT NULL, act TEXT NOT NULL,
        actor INTEGER REFERENCES actor (id),   -- who says it
        addressee INTEGER REFERENCES actor (id),
        outlet INTEGER REFERENCES outlet (id),
        first INTEGER NOT NULL,                -- the statement it repeats in a republished copy, or itself
        confidence REAL NOT NULL,
        local TEXT NOT NULL,                   -- its id in the reading
        UNIQUE (version, number)
    ) STRICT""",
    "CREATE INDEX statement_repeats ON statement (first) WHERE first != id",
    """CREATE TABLE passage (                    -- the words of a statement and where they stand
        statement INTEGER NOT NULL REFERENCES statement (id),
        field TEXT NOT NULL,                   -- content, cue, speaker, to, occasion, when or about
        number INTEGER NOT NULL,
        start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (statement, field, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE reference (                  -- whom a field means: role speaker, to, or of (named in the content)
        statement INTEGER NOT NULL REFERENCES statement (id),
        role TEXT NOT NULL, actor INTEGER NOT NULL REFERENCES actor (id),
        local TEXT,                            -- its id in the reading, for roles speaker and to
        name TEXT, aliases TEXT,               -- as the statement has them, where not as the appearance has
        PRIMARY KEY (statement, role, actor)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE part (                       -- statements of current versions by actor, in order of time
        actor INTEGER NOT NULL, role TEXT NOT NULL, statement INTEGER NOT NULL REFERENCES statement (id),
        PRIMARY KEY (actor, role, statement)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE choice (                     -- acts and forms with the count of current statements
        kind TEXT NOT NULL, value TEXT NOT NULL, statements INTEGER NOT NULL,
        PRIMARY KEY (kind, value)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE band (                       -- MinHash bands of current versions: equal ones may be copies
        day INTEGER NOT NULL, hash INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES article (id),
        PRIMARY KEY (day, hash, article)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE compound (                   -- words seen with half-spaces inside: folded without and with a space
        joined TEXT NOT NULL, parted TEXT NOT NULL,
        PRIMARY KEY (joined, parted)
    ) STRICT, WITHOUT ROWID""",
    # One row a statement of a current version. The columns hold words, not text. exact: as received; joined, parted:
    # folded content with compounds in one word and in several; then names and topics; then facets (a17, csay …)
    """CREATE VIRTUAL TABLE search USING fts5(
        exact, joined, parted, speaker, addressee, about, facets, content='', tokenize="unicode61 remove_diacritics 0"
    )""",
    # One row an actor_name, folded with compounds in several words and in one.
    """CREATE VIRTUAL TABLE actor_search USING fts5(name, content='', tokenize="unicode61 remove_diacritics 0")""",
    """CREATE VIEW statements AS
        SELECT article.address || '.' || version.number || '.' || statement.number AS address,
               version.published, outlet.name AS outlet, version.title, actor.name AS actor, statement.act,
               statement.form, (SELECT group_concat(text, ' […] ') FROM passage WHERE statement = statement.id AND field
               = 'content') AS content, (SELECT text FROM passage WHERE statement = statement.id AND field = 'cue') AS
               cue, (SELECT text FROM passage WHERE statement = statement.id AND field = 'speaker') AS speaker, (SELECT
               text FROM passage WHERE statement = statement.id AND field = 'to') AS "to", statement.confidence,
               version.url
        FROM statement JOIN version ON version.id = statement.version JOIN article ON article.id = version.article
        LEFT JOIN outlet ON outlet.id = statement.outlet LEFT JOIN actor ON actor.id = statement.actor
        WHERE article.current = version.id""",
)
