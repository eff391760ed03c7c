"""Exports: each loads in the ordinary reader of its kind, with the same statements as the search."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from store_readings import READINGS, Said, made, person

from naql.cli import cli
from naql.errors import StoreError
from naql.export.cli import format_of
from naql.export.csv import safe_cell
from naql.export.rows import COLUMNS
from naql.store import Query, open_store

HOSTILE = '=HYPERLINK("http://x.example";"آب") پر است'


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("export") / "naql.db") as opened:
        for reading in READINGS:
            opened.add(reading)
        speaker = person("@رضا کامکار")
        text = f'@رضا کامکار: {HOSTILE}\x07\u2028و <b>سد</b>, "پر"\tاست'
        opened.add(
            made(text, (Said(HOSTILE, speaker.id), Said('و <b>سد</b>, "پر"\tاست', speaker.id)), (speaker,), title="+1")
        )
        yield opened


def export(store, target, *more):
    answer = CliRunner().invoke(cli, ["export", str(target), "--db", str(store.path), *more])
    assert answer.exit_code == 0, answer.output
    return answer


def addresses(store, **asked):
    return [found.address for found in store.each(Query(**asked))]


def test_csv_loads_and_no_cell_is_a_formula(store, tmp_path):
    export(store, tmp_path / "out.csv")
    data = (tmp_path / "out.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    assert [row["address"] for row in table] == addresses(store)
    assert tuple(table[0]) == COLUMNS
    assert not [cell for row in table for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    hostile = next(row for row in table if "HYPERLINK" in row["content"])
    assert hostile["content"] == "'" + HOSTILE
    assert hostile["title"] == "'+1"
    bridge = next(row for row in table if row["outlet"] == "خبرگزاری دریا" and row["act"] == "promise")
    assert bridge["published_jalali"] == "1399/07/13" or bridge["published_jalali"] == "1399/07/21"


def test_csv_with_a_byte_order_mark(store, tmp_path):
    export(store, tmp_path / "out.csv", "--bom")
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfaddress,")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert export(store, "-", "--format", "csv").output.startswith("address,")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1"])
def test_safe_cells(cell):
    assert safe_cell(cell) == "'" + cell


def test_json_lines_load_with_every_span(store, tmp_path):
    export(store, tmp_path / "out.jsonl", "--speaker", "سپهری")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["address"] for row in rows] == addresses(store, speaker="سپهری")
    for row in rows:
        text = store.article(row["article"]).reading.text
        assert all(text[part["start"] : part["end"]] == part["text"] for part in row["parts"])


def test_parquet_loads_typed(store, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    export(store, tmp_path / "out.parquet")
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column("address").to_pylist() == addresses(store)
    assert str(table.schema.field("published_utc").type) == "timestamp[s, tz=UTC]" or "UTC" in str(
        table.schema.field("published_utc").type
    )
    rows = table.to_pylist()
    promise = next(row for row in rows if row["act"] == "promise" and row["form"] == "colon")
    assert promise["published_utc"] == datetime.datetime(2020, 10, 4, 15, 15, tzinfo=datetime.UTC)
    assert promise["outlets"] == ["خبرگزاری دریا", "روزنامهٔ روز نو"]
    assert promise["start"] < promise["end"]
    assert [row["published_utc"] for row in rows if row["published"] is None] == [None] * 3


def test_xlsx_loads_right_to_left_without_formulas(store, tmp_path):
    calamine = pytest.importorskip("python_calamine")
    pytest.importorskip("xlsxwriter")
    export(store, tmp_path / "out.xlsx")
    head, *rows = calamine.CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python()
    assert tuple(head) == COLUMNS
    assert [row[0] for row in rows] == addresses(store)
    assert HOSTILE in [row[COLUMNS.index("content")] for row in rows]
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert 'rightToLeft="1"' in sheet
    assert "<f>" not in sheet


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # a fault of rdflib 7.6 itself
def test_json_ld_loads_as_linked_data_and_its_selectors_select(store, tmp_path):
    rdflib = pytest.importorskip("rdflib")
    export(store, tmp_path / "out.jsonld", "--sort", "oldest")
    document = json.loads((tmp_path / "out.jsonld").read_text(encoding="utf-8"))
    nodes = {node["id"]: node for node in document["@graph"]}
    annotations = [node for node in nodes.values() if node["type"] == "Annotation"]
    assert [node["body"].removeprefix("urn:naql:") for node in annotations] == addresses(store, sort="oldest")
    for annotation in annotations:
        for target in annotation["target"]:
            quote, position = target["selector"]
            text = store.article(target["source"].removeprefix("urn:naql:").removesuffix("#text")).reading.text
            start, end = position["start"], position["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote["prefix"])
            assert text[end:].startswith(quote["suffix"])
            article = nodes[target["source"].removesuffix("#text")]
            assert article["encoding"]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    oa, schema = rdflib.Namespace("http://www.w3.org/ns/oa#"), rdflib.Namespace("https://schema.org/")
    count = lambda kind: len(set(graph.subjects(rdflib.RDF.type, kind)))  # noqa: E731
    assert count(oa.Annotation) == count(schema.Quotation) + count(schema.Claim) == len(annotations)
    assert count(schema.NewsArticle) == len({node["target"][0]["source"] for node in annotations})
    assert count(oa.TextPositionSelector) == count(oa.TextQuoteSelector) >= len(annotations)


def test_what_a_file_is_its_name_says(tmp_path):
    assert [format_of(name) for name in ("a.csv", "a.JSONL", "a.parquet", "out/", str(tmp_path))] == [
        "csv", "jsonl", "parquet", "site", "site",
    ]  # fmt: skip
    with pytest.raises(StoreError, match="--format"):
        format_of("a.doc")


def test_an_empty_result_is_a_whole_file(store, tmp_path):
    for name in ("out.csv", "out.jsonl", "out.jsonld"):
        export(store, tmp_path / name, "هیچ‌جا")
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == 1
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == ""
    assert json.loads((tmp_path / "out.jsonld").read_text(encoding="utf-8"))["@graph"] == []


def test_the_site_is_whole_and_opens_from_a_disk(store, tmp_path):
    """Every link leads to a file and every id it names, no script and no request to another host is left."""
    lxml_html = pytest.importorskip("lxml.html")
    export(store, tmp_path / "site", "--format", "site")
    pages = list((tmp_path / "site").rglob("*.html"))
    found = store.find(Query(limit=100)).items
    assert all((tmp_path / f"site/statements/{one.address}/index.html").is_file() for one in found)
    assert all((tmp_path / f"site/articles/{one.article.address}/index.html").is_file() for one in found)
    for page in pages:
        tree = lxml_html.fromstring(page.read_bytes().decode("utf-8"))
        assert not tree.xpath("//script | //form | //@onclick")
        for link in tree.xpath("//@href | //@src"):
            if link.startswith(("http://", "https://")):
                assert tree.xpath("//a[@href=$link]", link=link)  # an article's own address: followed by hand alone
                continue
            target = (page.parent / link.partition("#")[0]).resolve() if link.partition("#")[0] else page
            assert target.is_file(), f"{page}: {link}"
    article = next(one for one in found if one.act == "warn")
    shown = (tmp_path / f"site/articles/{article.article.address}/index.html").read_text(encoding="utf-8")
    assert "ماهیگیران" in shown
    again = CliRunner().invoke(cli, ["export", str(tmp_path / "site"), "--db", str(store.path)])
    assert again.exit_code == 1
    assert "not empty" in again.output
