"""The way in: every encoding, kind of file and kind of damage, and the pages in cases/sources."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from naql.errors import SourceError
from naql.lexicon import read_table
from naql.records import Article
from naql.sources import language_of, open_sources
from naql.sources.dates import iso_date
from naql.sources.encodings import decode, without_surrogates
from naql.sources.html import read_page
from naql.sources.jsonl import parse_line

CASES = Path(__file__).parent / "cases" / "sources"
TEXT = "سخنگوی دولت گفت: «می‌آییم و پل را می‌سازیم.»\nوی افزود که کار آغاز شده است."
OLD = TEXT.replace("ی", "ي")  # windows-1256 has no Persian ye


def read(*paths: Path | str, **options: object) -> tuple[list[Article], list[str]]:
    errors: list[str] = []
    on_error = lambda error: errors.append(str(error))  # noqa: E731
    return list(open_sources(map(str, paths), on_error=on_error, **options)), errors  # type: ignore[arg-type]


def said(article: Article) -> str:
    return "; ".join(note.text for note in article.notes)


# ---- encodings


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        (TEXT.encode(), TEXT, ""),
        (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, ""),
        (TEXT.encode("utf-16"), TEXT, "read as UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), TEXT, "read as UTF-16"),
        (TEXT.encode("utf-16-le"), TEXT, "read as UTF-16"),
        (TEXT.encode("utf-16-be"), TEXT, "read as UTF-16"),
        (TEXT.encode("utf-32"), TEXT, "read as UTF-32"),
        (OLD.encode("cp1256"), OLD, "read as windows-1256"),
        ("سلام".encode("cp1256"), "سلام", "read as windows-1256"),
        ("plain ASCII".encode("utf-16-le"), "plain ASCII", "read as UTF-16"),
        ("a\r\nb — é".encode(), "a\r\nb — é", ""),
    ],
)
def test_encoding_is_recognised_and_said(data: bytes, text: str, note: str) -> None:
    decoded = decode(data)
    assert decoded.text == text
    assert "; ".join(n.text for n in decoded.notes) == note


@pytest.mark.parametrize("cut", [3, 21, 40])
def test_broken_utf8_is_read_with_replacement_and_a_note(cut: int) -> None:
    data = TEXT.encode()
    decoded = decode(data[:cut] + b"\xff\xd8"[:1] + data[cut:])
    assert "�" in decoded.text
    assert decoded.text.endswith("آغاز شده است.")
    assert "replaced by U+FFFD" in decoded.notes[0].text


def test_utf8_cut_off_in_mid_letter_loses_only_that_letter() -> None:
    decoded = decode(TEXT.encode()[:-2])
    assert decoded.text.startswith(TEXT[:-3])
    assert decoded.notes


@pytest.mark.parametrize("data", [b"%PDF-1.7 x", b"\x89PNG\r\n\x1a\n\x00\x00", b"PK\x03\x04zip", bytes(range(256)) * 9])
def test_binary_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError) as error:
        decode(data)
    assert "binary" in str(error.value)
    assert "\n" not in str(error.value)


@given(st.binary(max_size=400))
def test_decode_never_fails_but_by_source_error(data: bytes) -> None:
    try:
        decoded = decode(data)
    except SourceError:
        return
    decoded.text.encode()  # what was decoded can be written again


@given(st.text(max_size=200).filter(lambda text: "\x00" not in text))
def test_every_text_survives_utf8(text: str) -> None:
    try:
        assert decode(text.encode()).text == text.removeprefix("\ufeff")
    except SourceError:
        assert any(ord(c) < 32 for c in text) or text.startswith(("%PDF", "PK", "GIF8", "SQLite"))


def test_lone_surrogates_are_replaced_one_for_one() -> None:
    text, notes = without_surrogates("گفت \ud83d\ude00 \ud800.")
    assert text == "گفت \ufffd\ufffd \ufffd."
    assert notes[0].text.startswith("3 lone surrogates")


# ---- JSON Lines


def test_a_line_in_is_an_article_out_and_ids_are_kept(tmp_path: Path) -> None:
    rows = [
        {"id": "الف", "text": TEXT},
        {"id": 2, "text": ""},
        {"text": "بی‌شناسه"},
        {"id": "بی‌متن"},
        {"id": "x", "text": 5},
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    articles, errors = read(path)
    assert [a.id for a in articles] == ["الف", "2", None, "بی‌متن", "x"]
    assert [a.text for a in articles] == [TEXT, "", "بی‌شناسه", "", ""]
    assert said(articles[3]) == "«text» is missing"
    assert said(articles[4]) == "«text» is not a string; left out"
    assert errors == [f"{path}: line 4: «text» is missing", f"{path}: line 5: «text» is not a string; left out"]


def test_told_fields_are_kept_and_dates_made_iso() -> None:
    row = {"text": TEXT, "title": "پل", "url": "https://x.example", "outlet": "سپیدار", "published": "۱۳ مهر ۱۳۹۹"}
    article = parse_line(json.dumps(row).encode())
    assert article == Article(TEXT, None, "پل", "https://x.example", "سپیدار", "2020-10-04")
    unclear = parse_line(b'{"text": "x", "published": "soon"}')
    assert unclear is not None
    assert unclear.published is None
    assert "soon" in said(unclear)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b'{"id": 1, "text": "\xd9\x88', "not JSON"),
        (b"[1, 2]", "not a JSON object"),
        (b'"text"', "not a JSON object"),
        (b"[" * 100_000, "not JSON (nested too deep)"),
        (b'{"text": "x", "id": ' + b"9" * 5000 + b"}", "not JSON (a number too long)"),
        (b"\x00\x01\x02\xff", "binary"),
    ],
)
def test_a_broken_line_is_numbered_and_the_others_are_read(tmp_path: Path, line: bytes, why: str) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b'{"id": "a", "text": "x"}\n' + line + b'\n{"id": "b", "text": "y"}')
    articles, errors = read(path)
    assert [a.id for a in articles] == ["a", "b"]
    assert len(errors) == 1
    assert f"{path}: line 2: {why}" in errors[0]


def test_another_field_may_hold_the_text(tmp_path: Path) -> None:
    path = tmp_path / "news.ndjson"
    path.write_text(json.dumps({"id": "1", "body": TEXT}))
    assert read(path, field="body")[0][0].text == TEXT


def test_surrogates_in_json(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "1", "text": "گفت \\ud83d و \\ud83d\\ude00"}', encoding="utf-8")
    (article,), _ = read(path)
    assert article.text == "گفت \ufffd و 😀"
    assert "lone surrogate" in said(article)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
def test_json_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "news.jsonl"
    lines = "\n".join(json.dumps({"id": str(i), "text": OLD}, ensure_ascii=False) for i in range(3))
    path.write_bytes(lines.encode(encoding))
    articles, errors = read(path)
    assert [(a.id, a.text) for a in articles] == [(str(i), OLD) for i in range(3)]
    assert errors == []


def test_line_separators_inside_a_string_end_no_line(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"id": "1", "text": "یک\u2028دو\x85سه"}\n{"id": "2", "text": "چهار"}\n', encoding="utf-8")
    assert [a.id for a in read(path)[0]] == ["1", "2"]


@settings(max_examples=200)
@given(st.binary(max_size=120))
def test_any_line_is_an_article_nothing_or_one_error(line: bytes) -> None:
    try:
        article = parse_line(line)
    except SourceError:
        return
    assert article is None or isinstance(article.text, str)


# ---- files


def test_packed_files_folders_and_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = (json.dumps({"id": "packed", "text": TEXT}) + "\n").encode()
    (tmp_path / "deep").mkdir()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line))
    (tmp_path / "b.jsonl.zst").write_bytes(zstandard.compress(line) + zstandard.compress(line))
    (tmp_path / "c.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "deep" / "d.html.gz").write_bytes(gzip.compress((CASES / "made" / "json-ld.html").read_bytes()))
    (tmp_path / ".hidden").write_text("x")
    articles, errors = read(tmp_path)
    assert [a.id for a in articles] == [
        "packed",
        "packed",
        "packed",
        str(tmp_path / "c.txt"),
        str(tmp_path / "deep/d.html.gz"),
    ]
    assert articles[4].title == "دانش‌آموزان رصدخانه ساختند"
    assert errors == []
    for data, ids in [(line * 2, ["packed"] * 2), (gzip.compress(line), ["packed"]), (TEXT.encode(), [None])]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert [a.id for a in read("-")[0]] == ids


def test_what_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(TEXT, encoding="utf-8")
    torn = tmp_path / "torn.jsonl.gz"
    torn.write_bytes(gzip.compress(b'{"id": "1", "text": "x"}\n' * 9999)[:-40])
    torn_zst = tmp_path / "torn.txt.zst"
    torn_zst.write_bytes(zstandard.compress(TEXT.encode() * 99)[:-9])
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (tmp_path / "empty").mkdir()
    missing = tmp_path / "no.txt"
    bent = tmp_path / "bent.txt.gz"
    bent.write_bytes(gzip.compress(TEXT.encode())[:20] + b"\xff" * 60)
    articles, errors = read(missing, torn_zst, picture, tmp_path / "empty", torn, bent, good)
    assert articles[-1].text == TEXT
    assert len(errors) == 6
    assert errors[0] == f"{missing}: no such file"
    assert errors[2].startswith(f"{picture}: binary data")
    assert errors[3].endswith("no files in this folder")
    assert all("\n" not in error for error in errors)


def test_without_a_listener_errors_are_raised(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        list(open_sources([str(tmp_path / "no.txt")]))


def test_blank_texts_say_so(tmp_path: Path) -> None:
    for name, text in (("a.txt", ""), ("b.txt", " \n\t")):
        (tmp_path / name).write_text(text)
    articles, _ = read(tmp_path)
    assert [said(a) for a in articles] == ["an empty text"] * 2


def test_articles_come_lazily_and_bytes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    line = json.dumps({"id": "1", "text": TEXT * 20}) + "\n"
    path.write_text(line * 2000)
    told: list[int] = []
    articles = open_sources([str(path)], on_bytes=told.append)
    next(articles)
    assert 0 < sum(told) < path.stat().st_size / 4
    assert sum(1 for _ in articles) == 1999
    assert sum(told) == path.stat().st_size


# ---- pages


@pytest.mark.parametrize("page", sorted((CASES / "made").glob("*.html")), ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    article = read_page(page.read_bytes())
    assert {key: getattr(article, key) for key in ("title", "outlet", "url", "published")} == {
        key: expected[key] for key in ("title", "outlet", "url", "published")
    }
    assert article.text.startswith(expected["first"])
    assert [word for word in expected["words"] if word not in article.text] == []
    assert [word for word in expected["absent"] if word in article.text] == []
    assert said(article) == expected.get("note", "")


def test_trafilatura_alone_deletes_half_spaces() -> None:
    """Why pages are protected. When this fails, trafilatura keeps them and html.py can lose its stand-ins."""
    import trafilatura

    page = (CASES / "made" / "json-ld.html").read_text(encoding="utf-8")
    assert "\u200c" not in (trafilatura.extract(page) or "")


def test_every_half_space_of_the_example_page_is_kept() -> None:
    source = (Path(__file__).parent.parent / "examples" / "page.html").read_text(encoding="utf-8")
    article = read_page(source.encode())
    assert article.title == "وزیر فرهنگ: کتاب‌خانه‌ها شب‌ها هم باز می‌مانند"
    body = source[source.index("<article>") : source.index("</article>")].lower()
    written = sum(body.count(form) for form in ("\u200c", "&zwnj;", "&#8204;", "&#x200c;"))
    lead_and_title = article.title.count("\u200c") + "وزیر فرهنگ از باز ماندن کتاب‌خانه‌های عمومی تا نیمه‌شب".count(
        "\u200c"
    )
    assert article.text.count("\u200c") == written + lead_and_title


@pytest.mark.parametrize(
    "page",
    [
        "",
        " ",
        "<html></html>",
        "<",
        "<html><body>" + "<div>" * 5000,
        "<p>" + "x" * 100_000,
        "<title>a</title><script>{",
        "&#0;",
    ],
)
def test_pages_without_an_article_are_read_with_a_note_or_a_line(page: str) -> None:
    article = read_page(page.encode())
    assert article.text or article.notes


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("<>/=\"'&;# \n‌آبپ123dipvhml!-"), max_size=200))
def test_any_page_is_read(page: str) -> None:
    assert isinstance(read_page(page.encode()).text, str)


# ---- dates and languages


@pytest.mark.parametrize(
    ("told", "iso"),
    [
        ("2026-05-03", "2026-05-03"),
        ("2026-05-03 10:20:00", "2026-05-03T10:20:00"),
        ("2026-05-03T10:20:00Z", "2026-05-03T10:20:00Z"),
        ("Sun, 03 May 2026 10:20:00 +0330", "2026-05-03T10:20:00+03:30"),
        ("1405/2/13", "2026-05-03"),
        ("1405-02-13T10:20", "2026-05-03T10:20"),
        ("۱۳ اردیبهشت ۱۴۰۵ - ۱۰:۲۰", "2026-05-03T10:20"),
        ("يكشنبه 13 ارديبهشت 1405", "2026-05-03"),
        ("21:46 · 31 Mordad 1405", "2026-08-22T21:46"),
        ("۵ ثور ۱۴۰۵", "2026-04-25"),
        ("1405/13/40", None),
        ("دیروز", None),
        ("", None),
        ("0001-01-01", "0001-01-01"),
    ],
)
def test_iso_date(told: str, iso: str | None) -> None:
    assert iso_date(told) == iso


@given(st.text(max_size=40))
def test_any_date_is_told_or_null(told: str) -> None:
    iso_date(told)


def languages(name: str) -> list[list[str]]:
    lines = (CASES / name / "languages.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


@pytest.mark.parametrize(("language", "text"), languages("made"))
def test_language(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.xfail(strict=True, reason="nothing in these headlines tells")
@pytest.mark.parametrize(("language", "text"), languages("known-failures"))
def test_language_not_told_yet(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("row", read_table("languages"), ids=lambda row: f"{row['language']}-{row['entry']}")
def test_every_row_of_the_language_table_stands_in_an_example_of_its_language(row: dict[str, str]) -> None:
    words = row["example"].replace("\u200c", " ").split()
    found = {
        "letter": row["entry"] in row["example"],
        "word": row["entry"] in [word.lower() for word in words],
        "beginning": any(word.startswith(row["entry"]) for word in words),
    }
    assert found[row["class"]]
    assert language_of(row["example"]) == row["language"]
