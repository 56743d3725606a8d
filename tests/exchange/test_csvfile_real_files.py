"""Every file that other projects keep because it broke them: read as its authors meant, or refused in a sentence.

The numbers were checked by eye, file by file. `bad` are rows with a problem; headings are the first three.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_desktop.base.errors import UserError
from crm_desktop.exchange.table import read_table

FOLDERS = ("csv_edge", "contacts_csv")
# file, good rows, bad rows, columns, first three headings
READ = [
    ("csv_edge/commons_csv/999751170.patch.csv", 1, 0, 2, "CHANELID | ADDRESS"),
    ("csv_edge/commons_csv/bom.csv", 251, 0, 6, "Date | Open | High"),
    ("csv_edge/commons_csv/csv-141.csv", 2, 2, 5, "Column 1 | Column 2 | Column 3"),
    ("csv_edge/commons_csv/csv-254.csv", 3, 0, 3, "Column 1 | Column 2 | Column 3"),
    ("csv_edge/commons_csv/emoji.csv", 4, 0, 16, "id | val1 | val2"),
    ("csv_edge/commons_csv/japanese.csv", 3, 0, 17, "id | date | val1"),
    ("csv_edge/commons_csv/psql.csv", 3, 0, 5, "Column 1 | Column 2 | Column 3"),
    ("csv_edge/commons_csv/psql.tsv", 3, 0, 5, "Column 1 | Column 2 | Column 3"),
    ("csv_edge/commons_csv/sample1.csv", 3, 3, 3, "author | title | publishDate"),
    ("csv_edge/commons_csv/test.csv", 3, 7, 4, "A | B | C"),
    ("csv_edge/commons_csv/testCSV246.csv", 2, 4, 5, "a | b | c"),
    ("csv_edge/commons_csv/testCSV85.csv", 2, 4, 5, "a | b | c"),
    ("csv_edge/csv_spectrum/csvs/comma_in_quotes.csv", 1, 0, 5, "first | last | address"),
    ("csv_edge/csv_spectrum/csvs/empty.csv", 2, 0, 3, "a | b | c"),
    ("csv_edge/csv_spectrum/csvs/empty_crlf.csv", 2, 0, 3, "a | b | c"),
    ("csv_edge/csv_spectrum/csvs/escaped_quotes.csv", 2, 0, 2, "a | b"),
    ("csv_edge/csv_spectrum/csvs/json.csv", 1, 0, 2, "key | val"),
    ("csv_edge/csv_spectrum/csvs/newlines.csv", 3, 0, 3, "a | b | c"),
    ("csv_edge/csv_spectrum/csvs/newlines_crlf.csv", 3, 0, 3, "a | b | c"),
    ("csv_edge/csv_spectrum/csvs/quotes_and_newlines.csv", 2, 0, 2, "a | b"),
    ("csv_edge/csv_spectrum/csvs/simple.csv", 1, 0, 3, "a | b | c"),
    ("csv_edge/csv_spectrum/csvs/simple_crlf.csv", 1, 0, 3, "a | b | c"),
    ("csv_edge/csv_spectrum/csvs/utf8.csv", 2, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/bad.csv", 2, 1, 3, "column_a | column_b | column_c"),
    ("csv_edge/csvkit/bad_skip_lines.csv", 2, 1, 3, "column_a | column_b | column_c"),
    ("csv_edge/csvkit/blanks.csv", 1, 0, 6, "a | b | c"),
    ("csv_edge/csvkit/date_like_number.csv", 1, 0, 1, "a"),
    ("csv_edge/csvkit/dummy.csv.gz", 1, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/dummy.tsv", 1, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/dummy_col_shuffled_ragged.csv", 1, 0, 4, "b | c | a"),
    ("csv_edge/csvkit/mac_newlines.csv", 2, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/no_header_row.csv", 1, 0, 3, "Column 1 | Column 2 | Column 3"),
    ("csv_edge/csvkit/null_byte.csv", 1, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/optional_quote_characters.csv", 1, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/sniff_limit.csv", 1, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/test_date_format.csv", 2, 0, 1, "a"),
    ("csv_edge/csvkit/test_empty_columns.csv", 2, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/test_extra_header.csv", 1, 0, 4, "a | b | c"),
    ("csv_edge/csvkit/test_header_newline.csv", 1, 0, 3, "start end | b | c"),
    ("csv_edge/csvkit/test_latin1.csv", 2, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/test_locale.csv", 1, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/test_no_leading_zeroes.csv", 1, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/test_numeric_date_format.csv", 2, 0, 1, "a"),
    ("csv_edge/csvkit/test_utf16_big.csv", 2, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/test_utf16_little.csv", 2, 0, 3, "a | b | c"),
    ("csv_edge/csvkit/test_utf8_bom.csv", 2, 0, 3, "foo | bar | baz"),
    ("csv_edge/messytables_horror/README.md", 2, 0, 1, "Files found at:"),
    ("csv_edge/messytables_horror/complex.csv", 3, 0, 4, "date | another date | temperature"),
    ("csv_edge/messytables_horror/example.tsv", 140, 0, 17, "hour | expr1_0_imp | expr1_1_imp"),
    ("csv_edge/messytables_horror/excel_pasting.csv", 16, 0, 9, "Year | 2000 | 2001"),
    ("csv_edge/messytables_horror/long.csv", 4000, 0, 1, "Column 1"),
    ("csv_edge/messytables_horror/mixedGLB.csv", 133, 0, 19, "Year | Jan | Feb"),
    ("csv_edge/messytables_horror/null.csv", 10, 0, 4, "Column 1 | Column 2 | Column 3"),
    ("csv_edge/messytables_horror/simple.csv", 6, 0, 3, "date | temperature | place"),
    ("csv_edge/messytables_horror/simple.psv", 28, 0, 6, "Year | New dwellings | Other dwellings"),
    ("csv_edge/messytables_horror/simple.ssv", 6, 0, 3, "date | temperature | place"),
    ("csv_edge/messytables_horror/simple.zip", 6, 0, 3, "date | temperature | place"),
    ("csv_edge/messytables_horror/skip_initials.csv", 2, 0, 2, "field1 | field2"),
    ("csv_edge/messytables_horror/small.csv", 0, 0, 1, "a"),
    ("csv_edge/messytables_horror/spanish_chars.csv", 115, 0, 8, "GF_ID | FN_ID | SF_ID"),
    (
        "csv_edge/messytables_horror/utf-16le_encoded.csv",
        327,
        0,
        19,
        "Organisation_code | Organisation_name | Organisation_classification",
    ),
    ("csv_edge/messytables_horror/utf8bom.csv", 0, 0, 2, "kitten | win"),
    ("csv_edge/messytables_horror/weird_head_padding.csv", 76, 0, 10, "Column 1 | 1985 | 1993"),
    ("csv_edge/phpspreadsheet/contains_html.csv", 0, 0, 3, "Column A | <a href=''>Link</a> | Column C"),
    ("csv_edge/phpspreadsheet/csv_without_extension", 2, 0, 3, "This | Are | Headers"),
    ("csv_edge/phpspreadsheet/enclosure.csv", 3, 0, 3, "Date/Time | task | username"),
    ("csv_edge/phpspreadsheet/encoding.iso88591.csv", 2, 0, 2, "Column 1 | Column 2"),
    ("csv_edge/phpspreadsheet/encoding.utf16be.csv", 2, 0, 2, "Column 1 | Column 2"),
    ("csv_edge/phpspreadsheet/encoding.utf32be.csv", 2, 0, 2, "Column 1 | Column 2"),
    ("csv_edge/phpspreadsheet/escape.csv", 3, 1, 3, "Column 1 | Column 2 | Column 3"),
    ("csv_edge/phpspreadsheet/issue.2232.csv", 5, 0, 3, "Column 1 | Column 2 | Column 3"),
    ("csv_edge/phpspreadsheet/line_break_escaped_32le.csv", 4, 0, 3, "Name | Copy | URL"),
    ("csv_edge/phpspreadsheet/line_break_in_enclosure.csv", 5, 0, 3, "Name | Copy | URL"),
    ("csv_edge/phpspreadsheet/line_break_in_enclosure_with_escaped_quotes.csv", 4, 0, 3, "Name | Copy | URL"),
    ("csv_edge/phpspreadsheet/linend.unix.csv", 2, 0, 2, "Column 1 | Column 2"),
    ("csv_edge/phpspreadsheet/premiere.utf16lebom.csv", 1, 0, 3, "première | second | troisième"),
    ("csv_edge/phpspreadsheet/premiere.utf32be.csv", 1, 0, 3, "première | second | troisième"),
    ("csv_edge/phpspreadsheet/premiere.utf32bebom.csv", 1, 0, 3, "première | second | troisième"),
    ("csv_edge/phpspreadsheet/premiere.utf32lebom.csv", 1, 0, 3, "première | second | troisième"),
    ("csv_edge/phpspreadsheet/premiere.utf8bom.csv", 1, 0, 3, "première | second | troisième"),
    ("csv_edge/phpspreadsheet/sep.csv", 2, 0, 2, "Column 1 | Column 2"),
    ("csv_edge/salesforce_dataloader_tests/accountsForInsert.csv", 4, 0, 4, "Name | NumEmp | Industry"),
    ("csv_edge/salesforce_dataloader_tests/acctsWithBinaryDataInRTF.csv", 1, 0, 2, "Name | RICHTEXT__c"),
    ("csv_edge/salesforce_dataloader_tests/bulkV2MultipleJobsCsvTemplate.csv", 100, 0, 7, "NAME | TYPE | PHONE"),
    ("csv_edge/salesforce_dataloader_tests/csvEscapedQuotes.csv", 2, 0, 2, "column1 | column2"),
    ("csv_edge/salesforce_dataloader_tests/csvSeparator.csv", 2, 0, 3, "column1 | column2!some | column3"),
    ("csv_edge/salesforce_dataloader_tests/csvtext.csv", 2, 0, 3, "column1 | column2 | column3"),
    ("csv_edge/salesforce_dataloader_tests/csvtext_BOM_UTF16BE.csv", 2, 0, 3, "column1 | column2 | column3"),
    ("csv_edge/salesforce_dataloader_tests/csvtext_BOM_UTF16LE.csv", 2, 0, 3, "column1 | column2 | column3"),
    ("csv_edge/salesforce_dataloader_tests/csvtext_BOM_UTF8.csv", 2, 0, 3, "column1 | column2 | column3"),
    ("csv_edge/salesforce_dataloader_tests/dateEndingInZ.csv", 1, 0, 9, "NAME | TYPE | PHONE"),
    ("csv_edge/salesforce_dataloader_tests/dateOnlyWithTimeZone.csv", 2, 0, 8, "NAME | TYPE | PHONE"),
    ("csv_edge/salesforce_dataloader_tests/dateUsingDefaultTimeZone.csv", 1, 0, 9, "NAME | TYPE | PHONE"),
    ("csv_edge/salesforce_dataloader_tests/dateWithTimeZone.csv", 2, 0, 9, "NAME | TYPE | PHONE"),
    ("csv_edge/salesforce_dataloader_tests/emptyFirstRowFieldValueInCsvTemplate.csv", 2, 0, 3, "ID | NAME | WEBSITE"),
    ("csv_edge/salesforce_dataloader_tests/timeZoneFormatTesting.csv", 12, 0, 2, "Name | Date"),
    ("csv_edge/salesforce_dataloader_tests/timeZoneFormatTestingWithErrors.csv", 6, 0, 2, "Name | Date"),
    ("csv_edge/salesforce_dataloader_tests/updateAccountCsvTemplate.csv", 100, 0, 5, "ID | NAME | WEBSITE"),
    (
        "csv_edge/salesforce_dataloader_tests/updateAccountWithExternalIdCsvTemplate.csv",
        5,
        0,
        6,
        "NAME | WEBSITE | ANNUALREVENUE",
    ),
    ("contacts_csv/agency_onboarding_kit/accounts_messy.csv", 20, 0, 6, "Company Name | Website | Industry"),
    ("contacts_csv/agency_onboarding_kit/contacts_messy.csv", 40, 0, 7, "Full Name | Email | Company Name"),
    ("contacts_csv/agency_onboarding_kit/hubspot_contacts.csv", 20, 0, 10, "First Name | Last Name | Email"),
    ("contacts_csv/linkedin_Connections.csv", 10, 0, 7, "First Name | Last Name | Email Address"),
    ("contacts_csv/linkedin_Messages.csv", 11, 0, 8, "CONVERSATION ID | CONVERSATION TITLE | FROM"),
    (
        "contacts_csv/npsp_data_import_template.csv",
        0,
        1,
        67,
        "Contact1 Salutation | Contact1 First Name | Contact1 Last Name",
    ),
    ("contacts_csv/outlook_google_shared_contacts.csv", 3, 0, 22, "Action | ID | Name"),
]
REFUSED = {
    "csv_edge/csvkit/empty.csv": "is empty",
    "csv_edge/messytables_horror/simple.unknown": "is empty",
    "csv_edge/salesforce_dataloader_tests/csvtext_BOM_UTF32BE.csv": "says UTF-16, but the text is UTF-32",
    "csv_edge/salesforce_dataloader_tests/csvtext_BOM_UTF32LE.csv": "says UTF-16, but the text is UTF-32",
}
SPECTRUM = [
    "comma_in_quotes",
    "empty",
    "empty_crlf",
    "escaped_quotes",
    "json",
    "newlines",
    "newlines_crlf",
    "quotes_and_newlines",
    "simple",
    "simple_crlf",
    "utf8",
]


@pytest.mark.parametrize(("name", "good", "bad", "columns", "first"), READ, ids=[case[0] for case in READ])
def test_the_file_is_read_as_it_was_meant(
    real_data: Path, name: str, good: int, bad: int, columns: int, first: str
) -> None:
    table = read_table(real_data / name)
    rows = list(table.rows)
    assert (sum(not row.problem for row in rows), sum(bool(row.problem) for row in rows)) == (good, bad)
    assert (len(table.headings), " | ".join(table.headings[:3])) == (columns, first)
    assert all(len(row.cells) == columns for row in rows if row.cells)


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_the_file_is_refused_in_one_sentence(real_data: Path, name: str, reason: str) -> None:
    with pytest.raises(UserError, match=reason) as refused:
        read_table(real_data / name)
    assert Path(name).name in str(refused.value)


def test_no_file_was_forgotten(real_data: Path) -> None:
    there = {
        path.relative_to(real_data).as_posix()
        for folder in FOLDERS
        for path in (real_data / folder).rglob("*")
        if path.is_file()
    }
    assert there - {case[0] for case in READ} - REFUSED.keys() == {name for name in there if name.endswith(".json")}


def test_json_is_told_apart(real_data: Path) -> None:
    for path in [path for folder in FOLDERS for path in (real_data / folder).rglob("*.json")]:
        with pytest.raises(UserError, match="is a JSON file"):
            read_table(path)


@pytest.mark.parametrize("name", SPECTRUM)
def test_the_spectrum_is_read_value_for_value(real_data: Path, name: str) -> None:
    folder = real_data / "csv_edge" / "csv_spectrum"
    expected = json.loads((folder / "json" / f"{name}.json").read_text(encoding="utf-8"))
    table = read_table(folder / "csvs" / f"{name}.csv")
    # the collection's own line ends were changed on their way through a repository
    rows = [dict(zip(table.headings, row.cells, strict=True)) for row in table.rows]
    assert json.dumps(rows).replace("\\r\\n", "\\n") == json.dumps(expected).replace("\\r\\n", "\\n")


@pytest.mark.parametrize(
    ("name", "line", "cells"),
    [
        ("commons_csv/psql.csv", 1, ("1", "abc", "test line 1\ntest line 2", "", "")),
        ("commons_csv/sample1.csv", 7, ("Douglas Adams", 'The Hitchhiker\'s \\"Guide\\" to the Galaxy', "1979")),
        ("commons_csv/test.csv", 7, (" i ", " j  ", " k ", " l  ")),
        ("csvkit/mac_newlines.csv", 3, ("Once upon\ra time", "5", "6")),
        ("csvkit/null_byte.csv", 2, ("", "2", "3")),
        ("csvkit/test_latin1.csv", 3, ("4", "5", "©")),
        ("csvkit/test_utf16_big.csv", 3, ("4", "5", "ʤ")),
        ("messytables_horror/complex.csv", 4, ("2011-01-03", "", "6,000,000", "Galway")),
        (
            "messytables_horror/excel_pasting.csv",
            5,
            ("Timber", "2,666", "2,274", "1,877", "1,999", "2,055", "1,632", "1,687", "1,751"),
        ),
        ("phpspreadsheet/csv_without_extension", 3, ("Two colons and a comma", "B|3", ":,:")),
        ("phpspreadsheet/premiere.utf32be.csv", 2, ("Quatrième", "cinquième", "sixième")),
        ("phpspreadsheet/sep.csv", 3, ("2", "3")),
        ("salesforce_dataloader_tests/csvEscapedQuotes.csv", 2, ('"The Best" Account', "bla")),
    ],
)
def test_the_difficult_row_is_right(real_data: Path, name: str, line: int, cells: tuple[str, ...]) -> None:
    rows = {row.line: row.cells for row in read_table(real_data / "csv_edge" / name).rows}
    assert rows[line] == cells


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("maven_crm/accounts.csv", 85, 7),
        ("maven_crm/products.csv", 7, 3),
        ("maven_crm/sales_teams.csv", 35, 3),
        ("maven_crm/sales_pipeline.csv", 8800, 8),
        ("maven_crm/data_dictionary.csv", 21, 3),
        ("pipeline_leak_sample/sample_hubspot_deals.csv", 1600, 14),
        ("pipeline_leak_sample/sample_salesforce_history.csv", 5931, 10),
        ("salesforce_dataloader/accountData.csv", 423, 37),
        ("salesforce_lwc_recipes/Accounts-Contacts.csv", 14, 9),
    ],
)
def test_a_book_of_business_is_read_without_a_problem(real_data: Path, name: str, rows: int, columns: int) -> None:
    table = read_table(real_data / "sales" / name)
    assert [row.problem for row in table.rows] == [""] * rows
    assert len(table.headings) == columns


def test_what_is_no_text_file_is_refused_in_a_sentence(real_data: Path) -> None:
    reasons = {
        "xlsx": "is an Excel workbook|is an old or locked Office file",
        "ugly/sqlite_damaged": "is a database|is no text",
    }
    for folder, reason in reasons.items():
        for path in (real_data / folder).rglob("*"):
            if path.is_file() and path.suffix in {".xlsx", ".xls", ".db"}:
                with pytest.raises(UserError, match=reason):
                    read_table(path)
