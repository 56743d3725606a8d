"""Which kind of record a table is taken for, and what its headings become."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_desktop.exchange import mapping
from crm_desktop.exchange.headings import meaning
from crm_desktop.exchange.mapping import Mapping, detect_decimal
from crm_desktop.exchange.table import Row, Table
from crm_desktop.model import ENTITIES, Account, Contact, Opportunity, Record


def table(*headings: str, name: str = "export.csv", rows: tuple[tuple[str, ...], ...] = ()) -> Table:
    return Table(name, headings, tuple(Row(line, cells) for line, cells in enumerate(rows, 2)))


def recognised(*headings: str, name: str = "export.csv", rows: tuple[tuple[str, ...], ...] = ()) -> Mapping:
    found = mapping.recognise(table(*headings, name=name, rows=rows))
    assert found is not None
    return found


# Per export: the kind of record, and the headings that have to reach a field.
EXPORTS: dict[str, tuple[str, dict[str, str | None]]] = {
    "outlook_classic": ("contact", {
        "First Name": "first_name", "Last Name": "last_name", "Company": "account_id", "Job Title": "title", "Title": None, "Account": None,
        "Business Street": "street", "Business City": "city", "Business State": "region", "Business Postal Code": "postcode",
        "Business Country/Region": "country", "Home City": None, "Business Phone": "phone", "Mobile Phone": "mobile", "Home Phone": None,
        "E-mail Address": "email", "E-mail 2 Address": None, "Birthday": "birthday", "Categories": "tags", "Notes": "about", "Web Page": "website",
    }),
    "google_2024": ("contact", {
        "First Name": "first_name", "Last Name": "last_name", "Organization Name": "account_id", "Organization Title": "title",
        "Birthday": "birthday", "Notes": "about", "Labels": "tags", "E-mail 1 - Value": "email", "E-mail 1 - Label": None,
        "Phone 1 - Value": "phone", "Address 1 - Street": "street", "Address 1 - City": "city", "Address 1 - Country": "country",
    }),
    "google_before_2024": ("contact", {
        "Name": "name", "Given Name": "first_name", "Family Name": "last_name", "Group Membership": "tags", "E-mail 1 - Value": "email",
        "Organization 1 - Name": "account_id", "Organization 1 - Title": "title", "Organization 1 - Department": None,
    }),
    "thunderbird": ("contact", {
        "Display Name": "name", "Primary Email": "email", "Work Phone": "phone", "Mobile Number": "mobile", "Organization": "account_id",
        "Job Title": "title", "Work City": "city", "Home City": None,
    }),
    "linkedin_connections": ("contact", {
        "First Name": "first_name", "Last Name": "last_name", "URL": "website", "Email Address": "email", "Company": "account_id",
        "Position": "title", "Connected On": None,
    }),
    "hubspot_contacts": ("contact", {
        "Record ID": "reference", "Email": "email", "Phone Number": "phone", "Contact owner": "owner_id", "Lifecycle Stage": "status",
        "Company Name": "account_id", "Associated Company": None, "Country/Region": "country",
    }),
    "hubspot_deals": ("opportunity", {
        "Record ID": "reference", "Deal Name": "name", "Deal Stage": "stage_id", "Amount": "amount", "Close Date": "close_date",
        "Create Date": "entered_on", "Deal owner": "owner_id", "Closed Lost Reason": "loss_reason", "Associated Contact": "contact_id",
    }),
    "salesforce_data_loader": ("opportunity", {
        "ID": "reference", "ACCOUNTID": "account_id", "NAME": "name", "STAGENAME": "stage_id", "AMOUNT": "amount", "PROBABILITY": "probability",
        "CLOSEDATE": "close_date", "LEADSOURCE": "source", "FORECASTCATEGORY": "category", "OWNERID": "owner_id", "CREATEDDATE": "entered_on",
        "ISDELETED": None,
    }),
    "pipedrive_deals": ("opportunity", {
        "Deal - ID": "reference", "Deal - Title": "name", "Deal - Value": "amount", "Deal - Currency of Value": "currency",
        "Deal - Organization": "account_id", "Deal - Contact person": "contact_id", "Deal - Stage": "stage_id", "Deal - Owner": "owner_id",
        "Deal - Expected close date": "close_date", "Deal - Deal created": "entered_on", "Deal - Lost reason": "loss_reason",
    }),
    "pipedrive_people": ("contact", {
        "Person - ID": "reference", "Person - Name": "name", "Person - Organization": "account_id", "Person - Label": "tags",
        "Person - Email - Work": "email", "Person - Phone - Work": "phone", "Person - Phone - Mobile": "mobile", "Person - Owner": "owner_id",
    }),
    "pipedrive_organizations": ("account", {
        "Organization - ID": "reference", "Organization - Name": "name", "Organization - Owner": "owner_id", "Organization - Address": "street",
        "Organization - Address - City": "city", "Organization - Address - Country": "country",
    }),
    "zoho_crm_contacts": ("contact", {
        "Record Id": "reference", "Contact Owner": "owner_id", "Contact Owner.id": None, "Account Name": "account_id", "Account Name.id": None,
        "Email": "email", "Title": "title", "Phone": "phone", "Mobile": "mobile", "Date of Birth": "birthday", "Mailing City": "city",
        "Mailing Zip": "postcode", "Lead Source": "source",
    }),
    "zoho_crm_deals": ("opportunity", {
        "Record Id": "reference", "Deal Owner": "owner_id", "Deal Name": "name", "Closing Date": "close_date", "Account Name": "account_id",
        "Stage": "stage_id", "Next Step": "next_step", "Probability (%)": "probability", "Contact Name": "contact_id",
        "Created Time": "entered_on", "Expected Revenue": None,
    }),
    "bigin_deals": ("opportunity", {
        "Deal Id": "reference", "Deal Owner": "owner_id", "Deal Name": "name", "Company Name": "account_id", "Contact Name": "contact_id",
        "Amount": "amount", "Stage": "stage_id", "Closing Date": "close_date", "Description": "about",
    }),
    "bigin_contacts": ("contact", {
        "Contact Id": "reference", "Contact Owner": "owner_id", "Company Name": "account_id", "Email": "email", "Mobile": "mobile",
        "Phone": "phone", "Tag": "tags", "Date of Birth": "birthday", "Home Phone": None,
    }),
}  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS)
def test_the_headings_of_other_programs_reach_their_fields(export: str, real_data: Path) -> None:
    known = json.loads((real_data / "contacts_csv" / "known_export_headers.json").read_text(encoding="utf-8"))[export]
    headings = known.get("columns") or known["columns_example"]
    found = recognised(*headings)
    entity, expected = EXPORTS[export]
    assert found.model.__tablename__ == entity
    columns = dict(zip(headings, found.columns, strict=True))
    assert {heading: columns[heading] for heading in expected} == expected


@pytest.mark.parametrize(
    ("file", "entity", "columns"),
    [
        ("accounts", "account", ("name", "industry", "founded", "turnover", "employees", "country", "parent_id")),
        ("products", "product", ("name", "family", "price")),
        ("sales_teams", "seller", ("name", "manager_id", "territory")),
        (
            "sales_pipeline",
            "opportunity",
            ("reference", "owner_id", "product_id", "account_id", "stage_id", "entered_on", "close_date", "amount"),
        ),
    ],
)
def test_the_files_of_maven_are_recognised(file: str, entity: str, columns: tuple[str, ...], real_data: Path) -> None:
    heading_line = (real_data / "sales" / "maven_crm" / f"{file}.csv").read_text(encoding="utf-8").splitlines()[0]
    found = recognised(*heading_line.split(","), name=f"{file}.csv")
    assert (found.model.__tablename__, found.columns) == (entity, columns)


@pytest.mark.parametrize("model", [m for m in ENTITIES if m.entity.has_page], ids=lambda m: m.__tablename__)
def test_our_own_titles_reach_their_own_fields(model: type[Record]) -> None:
    titles = [field.title for field in model.editable().values()]
    found = mapping.recognise(table(*titles), model)
    assert found is not None
    assert found.columns == tuple(model.editable())


def test_a_dictionary_of_columns_is_told_apart_and_left_out_with_a_sentence() -> None:
    dictionary = table("Table", "Field", "Description", name="data_dictionary.csv")
    assert mapping.recognise(dictionary) is None
    assert mapping.unrecognised(dictionary) == (
        "data_dictionary.csv describes the columns of other files and holds no records; it was left out."
    )


@pytest.mark.parametrize(
    "headings",
    [
        ("a", "b", "c"),
        ("contact_id", "deal_id", "type_id", "category"),
        ("id", "name", "created_at", "updated_at", "size", "version", "kind of list", "filters", "owner of it"),
        ("Date", "Open", "High", "Low", "Close", "Volume"),
    ],
)
def test_what_fits_no_record_is_left_out_with_its_headings(headings: tuple[str, ...]) -> None:
    unknown = table(*headings)
    assert mapping.recognise(unknown) is None
    assert f"“{headings[0]}”" in mapping.unrecognised(unknown)


def test_the_name_of_a_file_decides_where_its_headings_leave_it_open() -> None:
    assert recognised("Name", "Phone", name="accounts.csv").model is Account
    assert recognised("Name", "Phone", name="my contacts.csv").model is Contact


def test_a_table_can_be_taken_for_what_the_user_says() -> None:
    found = mapping.recognise(table("Name", "City", name="accounts.csv"), Contact)
    assert found is not None
    assert (found.model, found.columns) == (Contact, ("name", "city"))


def test_a_field_is_filled_by_one_column_only() -> None:
    found = recognised("Name", "E-mail", "Other").with_column(2, "email")
    assert found.columns == ("name", None, "email")
    assert found.left_out == ("E-mail",)
    assert found.with_column(2, None).columns == ("name", None, None)


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Contact: First Name", "firstname"), ("Account: Account Name", "account"), ("Account: Phone", ""),
        ("Contact1 Last Name", "lastname"), ("Account1 Name", "account"), ("property_jobtitle", "jobtitle"),
        ("Re: something", "resomething"), ("E-mail", "email"),
    ],
)  # fmt: skip
def test_a_heading_says_of_which_record_it_speaks(heading: str, meant: str) -> None:
    assert meaning(heading, Contact) == meant


def test_days_and_amounts_of_a_column_show_how_they_are_written() -> None:
    rows = (("A", "03/04/2017", "1.234"), ("B", "25/04/2017", "99,50"))
    found = recognised("Deal name", "Close date", "Amount", rows=rows)
    assert (found.model, found.day_order, found.decimal) == (Opportunity, "dmy", ",")


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (("1.234", "7.654,50"), ","), (("1,234", "0.5"), "."), (("1,234", "5"), None), (("1,5", "1.5"), None),
        (("$1,234.50",), "."), (("1 234,56 €",), ","), (("1234.5678",), "."), (("TBD", ""), None), (("1.234.567",), None),
    ],
)  # fmt: skip
def test_the_mark_before_the_decimals_is_taken_from_what_forces_it(texts: tuple[str, ...], mark: str | None) -> None:
    assert detect_decimal(texts) == mark
