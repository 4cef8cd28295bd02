"""docs/schema.md says what the code says."""

from __future__ import annotations

from sqlite_utils import Database

from db.migrations import migrations
from db.schema_doc import all_tables, schema_document, tables
from parsers.codebook import CODEBOOK
from parsers.types import RECORD_FIELDS
from tests.house_files import ROOT


def test_the_committed_page_is_the_current_one() -> None:
    committed = (ROOT / "docs/schema.md").read_text("utf-8")
    assert committed == schema_document(), "write it again: python -m db.schema_doc > docs/schema.md"


def test_every_column_of_the_migrated_database_is_on_the_page() -> None:
    db = Database(memory=True)
    migrations.apply(db)
    real = {
        (table.name, column.name)
        for table in db.tables
        for column in table.columns
        if not table.name.startswith(("_", "sqlite_"))
    }
    documented = {(table.name, column) for table in all_tables() for column, _, _ in table.columns}
    assert documented == real


def test_the_codebook_describes_every_field_in_order() -> None:
    assert tuple(CODEBOOK) == RECORD_FIELDS


def test_a_table_is_read_with_its_comments() -> None:
    sql = """\
-- An aside.

-- Trees,
-- one a row.
create table tree (
  id integer primary key,
  name text not null,   -- as people say it
  height real,
  unique (name)
) without rowid;
create index tree_name on tree (name);
"""
    (tree,) = tables(sql)
    assert tree.name == "tree"
    assert tree.comment == "Trees, one a row."
    assert tree.columns == [
        ("id", "integer primary key", ""),
        ("name", "text not null", "as people say it"),
        ("height", "real", ""),
    ]
